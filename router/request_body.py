"""The body of a request: passed on as it comes, or read whole within limits."""

import asyncio
from collections.abc import AsyncIterator

from starlette.types import Receive

from router.errors import ClientGone, TooLarge, TooSlow

WHOLE_LIMIT = 30.0  # seconds for a body that is read whole
IDLE_LIMIT = 10.0  # seconds between two parts of it


class RequestBody:
    """A body for the proxy. One that arrived at once is passed on with its length, not in chunks."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._first = b""
        self._consumed = asyncio.Event()
        self.gone = False

    async def begin(self) -> None:
        """Waits for the first part. Raises ClientGone."""
        self._first = await self._part()

    def data(self) -> bytes | AsyncIterator[bytes] | None:
        """For the client's `data`: all of it, the parts as they come, or None where there is no body."""
        return (self._first or None) if self._consumed.is_set() else self._parts()

    async def until_gone(self) -> None:
        """Returns when the caller has hung up; waits until the body was passed on first."""
        await self._consumed.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True

    async def _parts(self) -> AsyncIterator[bytes]:
        yield self._first
        while not self._consumed.is_set():
            yield await self._part()

    async def _part(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.gone = True
            raise ClientGone
        if not message.get("more_body", False):
            self._consumed.set()
        body: bytes = message.get("body", b"")
        return body


async def parts_of(receive: Receive) -> AsyncIterator[bytes]:
    """A body as it comes, for whoever counts it. Raises ClientGone."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        more = message.get("more_body", False)
        if body := message.get("body", b""):
            yield body


async def read_body(receive: Receive, limit: int) -> bytes:
    """A body of at most `limit` bytes. Raises TooLarge, TooSlow or ClientGone."""
    now = asyncio.get_running_loop().time
    last = now() + WHOLE_LIMIT
    body = bytearray()
    more = True
    try:
        async with asyncio.timeout(IDLE_LIMIT) as patience:
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > limit:
                    raise TooLarge(limit)
                patience.reschedule(min(last, now() + IDLE_LIMIT))
    except TimeoutError:
        raise TooSlow from None
    return bytes(body)
