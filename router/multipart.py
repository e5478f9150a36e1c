"""A posted form with files, `multipart/form-data`: read part by part as it comes, never whole."""

from collections import deque
from collections.abc import AsyncIterator, Sequence
from email.message import Message
from typing import Protocol

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser
from starlette.types import Receive

from renderer.form.files import Reference, to_text
from renderer.schema import SchemaError
from router.errors import BadRequest, ClientGone, TooLarge, TooManyFields
from router.limits import MAX_BYTES, MAX_FIELDS
from typed.record import dataclass

MULTIPART = "multipart/form-data"
FILE = "$file:"  # what names of file controls begin with; the rest is the field's

Pair = tuple[str, str]


class FileRefused(Exception):
    """A file that is not kept, and why: an error at the field it was chosen for."""

    def __init__(self, error: SchemaError) -> None:
        super().__init__(error.keyword)
        self.error = error


class FileSink(Protocol):
    """Where the files of a form go."""

    async def put(self, field: str, name: str, content: AsyncIterator[bytes]) -> Reference:
        """Takes a file for a field. Raises FileRefused; what it leaves of the content is thrown away."""


@dataclass(frozen=True)
class _Head:
    """A part begins. Files have a `filename`, empty where none was chosen."""

    name: str
    filename: str | None


_END = object()
_Event = _Head | bytes | object


async def read_parts(
    receive: Receive, content_type: str, sink: FileSink
) -> tuple[list[Pair], list[SchemaError]]:
    """The fields, with references to the files among them, and what is wrong with files that were refused.

    Raises BadRequest, TooLarge, TooManyFields or ClientGone.
    """
    parts = _Parts(receive, content_type)
    pairs: list[Pair] = []
    refused: list[SchemaError] = []
    room = MAX_BYTES
    while head := await parts.next_head():
        content = _Content(parts)
        if len(pairs) >= MAX_FIELDS:
            raise TooManyFields(MAX_FIELDS)
        if head.filename is None:
            text = await _text(content, room)
            room -= len(head.name) + len(text)
            pairs.append((head.name, text))
        elif head.filename and head.name.startswith(FILE):
            field = head.name.removeprefix(FILE)
            try:
                pairs.append((field, to_text(await sink.put(field, head.filename, content))))
            except FileRefused as refusal:
                refused.append(refusal.error)
        async for _ in content:
            pass  # nobody wants it, but what follows it
    return pairs, refused


async def _text(content: AsyncIterator[bytes], limit: int) -> str:
    text = bytearray()
    async for piece in content:
        text += piece
        if len(text) > limit:
            raise TooLarge(MAX_BYTES)
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise BadRequest("The form is not UTF-8.") from None


class _Content:
    """The bytes of one part; may be left and gone on with, until it ends."""

    def __init__(self, parts: "_Parts") -> None:
        self._parts = parts
        self._ended = False

    def __aiter__(self) -> "_Content":
        return self

    async def __anext__(self) -> bytes:
        if self._ended:
            raise StopAsyncIteration
        event = await self._parts.next()
        if isinstance(event, bytes):
            return event
        self._ended = True
        raise StopAsyncIteration


class _Parts:
    """Turns the body into events: a head, its bytes, its end, the next head."""

    def __init__(self, receive: Receive, content_type: str) -> None:
        self._receive = receive
        self._events: deque[_Event] = deque()
        self._headers: dict[str, str] = {}
        self._field = self._value = b""
        self._more = True
        self._complete = False
        self._parser = self._make_parser(content_type)

    async def next_head(self) -> _Head | None:
        """The next part, or None after the last."""
        while (event := await self.next()) is not None:
            if isinstance(event, _Head):
                return event
        return None

    async def next(self) -> _Event | None:
        while not self._events:
            if not self._more:
                if not self._complete:
                    raise BadRequest("The form breaks off.")
                return None
            await self._feed()
        return self._events.popleft()

    async def _feed(self) -> None:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        self._more = message.get("more_body", False)
        try:
            self._parser.write(message.get("body", b""))
        except FormParserError:
            raise BadRequest("The form is not multipart/form-data as browsers write it.") from None

    def _make_parser(self, content_type: str) -> MultipartParser:
        said = Message()
        said["content-type"] = content_type
        boundary = said.get_param("boundary")
        try:
            return MultipartParser(
                str(boundary or "").encode("ascii"),
                {
                    "on_part_data": self._on_data,
                    "on_part_end": lambda: self._events.append(_END),
                    "on_header_field": self._on_field,
                    "on_header_value": self._on_value,
                    "on_header_end": self._on_header,
                    "on_headers_finished": self._on_head,
                    "on_end": self._on_end,
                },
            )
        except (FormParserError, UnicodeEncodeError):
            raise BadRequest("The form names no boundary that separates its parts.") from None

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        self._events.append(data[start:end])

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self._headers[self._field.decode("latin-1").lower()] = self._value.decode("utf-8", "replace")
        self._field = self._value = b""

    def _on_head(self) -> None:
        disposition, self._headers = self._headers.get("content-disposition", ""), {}
        self._events.append(_head(disposition))

    def _on_end(self) -> None:
        self._complete = True


def _head(disposition: str) -> _Head:
    """What browsers write: `form-data; name="x"; filename="y"`, with %22 for a quotation mark."""
    given = dict(_parameters(disposition))
    if "name" not in given:
        raise BadRequest("A part of the form has no name.")
    return _Head(given["name"], given.get("filename"))


def _parameters(disposition: str) -> Sequence[Pair]:
    found: list[Pair] = []
    _, _, rest = disposition.partition(";")
    while "=" in rest:
        name, _, rest = rest.partition("=")
        if rest.startswith('"'):
            value, _, rest = rest[1:].partition('"')
        else:
            value, _, rest = rest.partition(";")
        value = value.replace("%22", '"').replace("%0D%0A", "\n").replace("%0A", "\n").replace("%0D", "\n")
        found.append((name.strip(" ;").lower(), value))
    return found
