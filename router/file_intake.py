"""A file as it arrives at the edge: what it is, and whether its field takes it, before it goes anywhere."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

from renderer.form.files import Reference, plain_name
from renderer.form.model import FileRule
from renderer.form.validate import place_of
from renderer.media_types import HEAD, media_type
from renderer.package import Package
from renderer.schema import SchemaError
from router.errors import BadRequest, NotFound
from router.multipart import FileRefused
from typed.record import dataclass


@dataclass(frozen=True)
class Intake:
    """A field that takes files, and how large each may be here whatever its schema says."""

    field: str  # the name of the control: `lines/0/receipt`
    rule: FileRule
    most: int

    async def begin(self, name: str, content: AsyncIterator[bytes]) -> "Arriving":
        """Looks at the first bytes. Raises FileRefused."""
        head = bytearray()
        async for piece in content:
            head += piece
            if len(head) >= HEAD:
                break
        kind = media_type(bytes(head[:HEAD]), name)
        arriving = Arriving(self, plain_name(name), kind, bytes(head), content)
        if not self.rule.takes(arriving.media_type):
            raise self.refused("enum", "/media_type")
        return arriving

    @property
    def limit(self) -> int:
        return self.most if self.rule.largest is None else min(self.most, int(self.rule.largest))

    def too_large(self) -> FileRefused:
        if self.rule.largest is not None and self.rule.largest <= self.most:
            return self.refused("maximum", "/size")
        return self.refused("largest", "/size", limit=self.most)

    def refused(self, keyword: str, member: str = "", **params: Any) -> FileRefused:
        return FileRefused(SchemaError(f"/{self.field}{member}", keyword, "", params))


class Arriving:
    """The content of a file, counted and hashed while it is read."""

    def __init__(
        self, intake: Intake, name: str, media_type: str, head: bytes, rest: AsyncIterator[bytes]
    ) -> None:
        self.name = name
        self.media_type = media_type
        self.is_too_large = False
        self._intake = intake
        self._head = head
        self._rest = rest
        self._digest = hashlib.sha256()
        self._size = 0

    async def pieces(self) -> AsyncIterator[bytes]:
        """Raises FileRefused as soon as it is more than the field takes."""
        if self._head:
            yield self._counted(self._head)
        async for piece in self._rest:
            yield self._counted(piece)

    @property
    def reference(self) -> Reference:
        """How an answer refers to it, once all pieces were read."""
        return {
            "digest": self._digest.hexdigest(),
            "name": self.name,
            "size": self._size,
            "media_type": self.media_type,
        }

    def _counted(self, piece: bytes) -> bytes:
        self._size += len(piece)
        if self._size > self._intake.limit:
            self.is_too_large = True
            raise self._intake.too_large()
        self._digest.update(piece)
        return piece


def intake_of(package: Package, field: str, most: int) -> Intake:
    """Raises BadRequest for a field that takes no files."""
    found = place_of(package.form.root, f"/{field}").field
    if found is None or found.file is None:
        raise BadRequest("The form has no such field for files.")
    return Intake(field, found.file, most)


@dataclass(frozen=True)
class NoStore:
    """Takes files for a preview: looks at them as production does, and keeps nothing."""

    package: Package | None
    most: int

    async def put(self, field: str, name: str, content: AsyncIterator[bytes]) -> Reference:
        if self.package is None:
            raise NotFound
        arriving = await intake_of(self.package, field, self.most).begin(name, content)
        async for _ in arriving.pieces():
            pass
        return arriving.reference
