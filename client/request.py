"""One request over a connection of its own. No redirect is followed, no body unpacked, no cookie kept."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from client.faults import Broken, TooLong
from client.target import Target, connect, target_of
from client.wire import Head, Wire

CONNECT_LIMIT = 2.0  # seconds
LONGEST_LINE = 1024 * 1024  # bytes

Body = bytes | AsyncIterator[bytes]


class Answer:
    """An answer as it comes. Names of headers are in lower case; of a repeated one the last counts."""

    def __init__(self, wire: Wire, head: Head) -> None:
        self._wire = wire
        self.status = head.status
        self.headers: Mapping[str, str] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers
        }

    async def parts(self) -> AsyncIterator[bytes]:
        """The body, part by part. Raises Broken or Garbage."""
        while part := await self._wire.part():
            yield part

    async def whole(self, limit: int) -> bytes:
        """The body, of at most `limit` bytes. Raises TooLong, Broken or Garbage."""
        body = bytearray()
        async for part in self.parts():
            body += part
            if len(body) > limit:
                raise TooLong(f"longer than {limit} bytes")
        return bytes(body)

    async def lines(self) -> AsyncIterator[bytes]:
        """The body line by line, without their ends. Raises TooLong, Broken or Garbage."""
        rest = b""
        async for part in self.parts():
            *whole, rest = (rest + part).split(b"\n")
            for line in whole:
                yield line.rstrip(b"\r")
            if len(rest) > LONGEST_LINE:
                raise TooLong(f"a line longer than {LONGEST_LINE} bytes")


@asynccontextmanager
async def requested(
    method: str, url: str, headers: Mapping[str, str], body: Body | None = None
) -> AsyncIterator[Answer]:
    """The answer to one request, until the block ends. Raises a TargetFault, and whatever `body` raises.

    There is no limit on its time but for connecting: that is the caller's to set.
    """
    target = target_of(url)
    wire = await connect(target, CONNECT_LIMIT)
    try:
        wire.begin(method, lambda _status, _headers: None)
        yield Answer(wire, await _asked(wire, _head(method, target, headers, body), body))
    finally:
        wire.close()


async def _asked(wire: Wire, head: bytes, body: Body | None) -> Head:
    """The head of the answer, which may come before all of the body was sent."""
    if body is None or isinstance(body, bytes):
        wire.write(head + (body or b""))
        return await wire.head()
    wire.write(head)
    sending = asyncio.create_task(_send(wire, body))
    answered = asyncio.create_task(wire.head())
    try:
        await asyncio.wait((sending, answered), return_when=asyncio.FIRST_COMPLETED)
        if not answered.done():
            await sending
        return await answered
    finally:
        for task in (sending, answered):
            task.cancel()
        await asyncio.gather(sending, answered, return_exceptions=True)


async def _send(wire: Wire, body: AsyncIterator[bytes]) -> None:
    try:
        async for part in body:
            if part:
                wire.write(b"%x\r\n%b\r\n" % (len(part), part))
                await wire.drain()
        wire.write(b"0\r\n\r\n")
    except Broken:
        return  # the answer may have come before: it tells why


def _head(method: str, target: Target, headers: Mapping[str, str], body: Body | None) -> bytes:
    """Raises ValueError for a header that would begin another line."""
    told = {"Host": target.authority, "Connection": "close", **headers}
    if isinstance(body, bytes):
        told["Content-Length"] = str(len(body))
    elif body is not None:
        told["Transfer-Encoding"] = "chunked"
    lines = [f"{method} {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    if any(end in line for line in lines for end in "\r\n"):
        raise ValueError("A header must stay on its line.")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
