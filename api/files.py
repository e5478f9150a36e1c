"""Files people hand in with their answers: stored in encrypted chunks, never whole in memory."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from api.cipher import Place
from api.faults import BodyTooLarge, Mistake, NotFound, TaskClosed, TooManyFiles
from api.nodes import NodeKey, find_node
from api.people_data import from_bytes, to_bytes
from api.queries import SQL
from api.resources import Resources
from identity.principal import Principal
from renderer.form.files import Reference, references
from renderer.media_types import HEAD, media_type
from renderer.package import Package

CHUNK = 256 * 1024  # bytes of content in each encrypted piece
MOST = 100  # files of one task, those included that were taken back
IDLE = 30.0  # seconds between two parts of an upload


@dataclass(frozen=True)
class StoredFile:
    """A file that has arrived, and what is known of it."""

    uuid: UUID
    reference: Reference
    uploaded_by: str


async def store(
    use: Resources, who: Principal, key: NodeKey, name: str, parts: AsyncIterator[bytes]
) -> Reference:
    """Take a file in as it comes. Raises NotFound, TaskClosed, TooManyFiles or BodyTooLarge."""
    file = uuid4()
    await _begin(use, who, key, file)
    try:
        reference = await _store_content(use, file, name, parts)
        about = to_bytes({**reference, "uploaded_by": who.subject})
        sealed = use.cipher.encrypt(about, _about_place(file))
        async with use.database.connection() as connection:
            await connection.execute(SQL["finish_file"], {"file": file, "about": sealed})
    except Exception:
        async with use.database.connection() as connection:
            await connection.execute(SQL["forget_file"], {"file": file})
        raise
    return reference


async def find(use: Resources, who: Principal, key: NodeKey, digest: str) -> StoredFile:
    """A file that this person sent for this node, whether it was submitted since or not. Raises NotFound."""
    await find_node(use, who, key)
    for file in await _files(use, key):
        if file.reference["digest"] == digest and file.uploaded_by == who.subject:
            return file
    raise NotFound


async def content(use: Resources, file: StoredFile) -> AsyncIterator[bytes]:
    """The content, piece by piece. Raises Undecryptable where it was changed or cut."""
    position, is_last = 0, False
    while not is_last:
        async with use.database.connection() as connection:
            cursor = await connection.execute(SQL["read_chunk"], {"file": file.uuid, "position": position})
            sealed, is_last = await cursor.fetchone() or (b"", False)
        yield use.cipher.decrypt(sealed, chunk_place(file.uuid, position, is_last=is_last))
        position += 1


async def check(
    use: Resources, who: Principal, key: NodeKey, package: Package, response: object
) -> tuple[Sequence[UUID], Sequence[Mistake]]:
    """The files an answer refers to, and every reference to one that this person did not send."""
    found = list(references(package.form.root, response))
    if not found:
        return [], []
    stored = {_identity(f.reference): f.uuid for f in await _files(use, key) if f.uploaded_by == who.subject}
    texts = package.texts[package.default_locale]
    missing = [
        Mistake(each.pointer, "file", texts("errors.file"))
        for each in found
        if _identity(each.reference) not in stored
    ]
    uuids = {stored[identity] for each in found if (identity := _identity(each.reference)) in stored}
    return sorted(uuids), missing


async def purge(use: Resources) -> int:
    """Delete the files that no answer can refer to any more; give how many. Safe at any time, and twice."""
    async with use.database.connection() as connection:
        return (await connection.execute(SQL["purge_files"])).rowcount


def chunk_place(file: UUID, position: int, *, is_last: bool) -> Place:
    """Where a chunk belongs. It cannot change its place in the file, nor can the file end early."""
    mark = "last" if is_last else "more"
    return Place("interface_file_chunks", "content", (str(file), str(position), mark))


def _about_place(file: UUID) -> Place:
    return Place("interface_files", "about", (str(file),))


def _identity(reference: Reference) -> tuple[object, ...]:
    """What an answer must say truly of a file; its name is the person's own."""
    return reference["digest"], reference["size"], reference["media_type"]


async def _begin(use: Resources, who: Principal, key: NodeKey, file: UUID) -> None:
    status = (await find_node(use, who, key)).status_now()
    if status != "open":
        raise TaskClosed(status)
    async with use.database.connection() as connection:
        begun = await connection.execute(SQL["begin_file"], {**key.parameters(), "file": file, "limit": MOST})
    if not begun.rowcount:
        raise TooManyFiles(MOST)


async def _store_content(use: Resources, file: UUID, name: str, parts: AsyncIterator[bytes]) -> Reference:
    digest, size, kind, position = hashlib.sha256(), 0, "", 0
    async for chunk, is_last in _chunks(_patient(parts)):
        if position == 0:
            kind = media_type(chunk[:HEAD], name)
        digest.update(chunk)
        size += len(chunk)
        if size > use.settings.max_file_bytes:
            raise BodyTooLarge(use.settings.max_file_bytes)
        sealed = use.cipher.encrypt(chunk, chunk_place(file, position, is_last=is_last))
        values = {"file": file, "position": position, "is_last": is_last, "content": sealed}
        async with use.database.connection() as connection:
            await connection.execute(SQL["add_chunk"], values, binary=True)
        position += 1
    return {"digest": digest.hexdigest(), "name": name, "size": size, "media_type": kind}


async def _chunks(parts: AsyncIterator[bytes]) -> AsyncIterator[tuple[bytes, bool]]:
    """The same bytes in pieces of `CHUNK`, each with whether it is the last; one, though it be empty."""
    held = bytearray()
    async for part in parts:
        held += part
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK]), False
            del held[:CHUNK]
    yield bytes(held), True


async def _patient(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The parts, as long as none takes too long. Raises TimeoutError."""
    while True:
        try:
            async with asyncio.timeout(IDLE):
                part = await anext(parts)
        except StopAsyncIteration:
            return
        yield part


async def _files(use: Resources, key: NodeKey) -> list[StoredFile]:
    async with use.database.connection() as connection:
        cursor = await connection.execute(SQL["files_of_node"], key.parameters())
        rows = await cursor.fetchall()
    return [_stored(use, uuid, about) for uuid, about in rows]


def _stored(use: Resources, uuid: UUID, about: bytes) -> StoredFile:
    told = from_bytes(use.cipher.decrypt(about, _about_place(uuid)))
    uploaded_by = told.pop("uploaded_by")
    return StoredFile(uuid, told, uploaded_by)
