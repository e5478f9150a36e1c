"""One answer as HTTP/1.1: with a length, in chunks, or, for who knows no chunks, until the connection ends.
The server's own looks at each header alone and sends chunks to everybody."""

import asyncio
from collections.abc import Sequence
from string import ascii_letters, digits

from starlette.types import Message
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from door.tunnel import AT_ONCE

Headers = Sequence[tuple[bytes, bytes]]

_CONTROLS = bytes({*range(0x20), 0x7F} - {0x09})  # never within a line
_TOKEN = b"!#$%&'*+-.^_`|~" + (digits + ascii_letters).encode("ascii")
_BODILESS = (204, 304)
_LENGTH, _CONNECTION = b"\r\ncontent-length: ", b"\r\nconnection: "


class Cycle(RequestResponseCycle):
    """`expected_content_length` is only counted where a length was told. The head waits for a body that
    follows: each write is a call of the system, and costs more than all around it. Who does not say so
    (`AT_ONCE`) has until its next wait."""

    _head = b""

    async def send(self, message: Message) -> None:  # type: ignore[override]
        """Waits while the caller reads slower than we write. Raises RuntimeError for what is no answer."""
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if not self.response_started:
            self._begin(message["status"], message.get("headers", ()))
            if not message.get(AT_ONCE):
                asyncio.get_running_loop().call_soon(self._send)
        elif not self.response_complete:
            self._go_on(message.get("body", b""), message.get("more_body", False))
        else:
            raise RuntimeError("The answer is over.")

    def _begin(self, status: int, headers: Headers) -> None:
        self.response_started = True
        self.waiting_for_100_continue = False
        self._has_body = self.scope["method"] != "HEAD" and status not in _BODILESS
        headers = [*self.default_headers, *headers]
        lines = _lines(headers)
        length, ends = _told(lines)
        self.keep_alive = self.keep_alive and not ends
        self._head = b"%b%b%b%b\r\n" % (
            STATUS_LINE[status],
            lines,
            b"" if self.keep_alive or ends else b"connection: close\r\n",
            self._framing(length),
        )

    def _framing(self, length: int | None) -> bytes:
        """What is said of the body beside its length."""
        self.chunked_encoding = False
        self._counted = length is not None
        if length is not None:
            self.expected_content_length = length
            return b""
        if not self._has_body or self.scope["http_version"] == "1.0":
            return b""
        self.chunked_encoding = True
        return b"transfer-encoding: chunked\r\n"

    def _go_on(self, body: bytes, more: bool) -> None:
        self._send(self._framed(body, more) if self._has_body else b"")
        if more:
            return
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()

    def _send(self, part: bytes = b"") -> None:
        """What of the head was not sent yet, and this part of the body."""
        head, self._head = self._head, b""
        if self.disconnected:
            return
        if head and part:
            self.transport.writelines((head, part))
        elif head or part:
            self.transport.write(head or part)

    def _framed(self, body: bytes, more: bool) -> bytes:
        if self.chunked_encoding:
            chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
            return chunk if more else chunk + b"0\r\n\r\n"
        if self._counted:
            self.expected_content_length -= len(body)
            if self.expected_content_length < 0 or not (more or self.expected_content_length == 0):
                self._send()  # the caller shall see an answer that is cut off
                raise RuntimeError("The body is not as long as was told.")
        return body


def _told(lines: bytes) -> tuple[int | None, bool]:
    """The length, and whether the connection shall end."""
    told = b"\r\n" + lines.lower()
    length = _value(told, _LENGTH)
    return None if length is None else int(length), b"close" in (_value(told, _CONNECTION) or b"")


def _value(lines: bytes, name: bytes) -> bytes | None:
    """Of the last line of this name."""
    at = lines.rfind(name)
    return None if at < 0 else lines[at + len(name) : lines.index(b"\r\n", at + 2)]


def _lines(headers: Headers) -> bytes:
    """As they are sent. Raises RuntimeError for a header that would begin another line, or is none."""
    lines = b"".join([b"%b: %b\r\n" % each for each in headers])
    within = len(lines.translate(None, _CONTROLS)) == len(lines) - 2 * len(headers)
    if not within or b"".join([name for name, _ in headers]).translate(None, _TOKEN):
        raise RuntimeError("A header is malformed.")
    return lines
