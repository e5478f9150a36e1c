"""The body of a proxied request: handed on as it comes, never kept whole."""

from starlette.types import Receive

from router.errors import ClientGone
from router.relay.wire import Headers, Wire


class Upload:
    """What arrived at once is kept for a second target; of everything else each part is forgotten."""

    def __init__(self, headers: Headers, receive: Receive) -> None:
        names = dict(headers)
        self._receive = receive
        self._first: bytes | None = None
        self._whole = False
        self._chunked = b"transfer-encoding" in names
        self.can_repeat = True  # a second target can get all of it
        self.expects = names.get(b"expect", b"").lower() == b"100-continue"
        self.gone = False

    async def begin(self) -> None:
        """Waits for the first part. Raises ClientGone."""
        if self._first is None:
            self._first = await self._part()

    def framing(self) -> Headers:
        """What is said of the body beside the caller's own Content-Length. One that came in chunks, but at
        once, has a length."""
        if self._chunked and self._whole:
            self._chunked = False
            return [(b"content-length", b"%d" % len(self._first or b""))]
        return [(b"transfer-encoding", b"chunked")] if self._chunked else []

    async def send(self, wire: Wire) -> None:
        """All of it, as fast as the target reads. Raises ClientGone or Broken."""
        await self.begin()
        await self._hand_on(wire, self._first or b"")
        while not self._whole:
            self.can_repeat, self._first = False, b""
            await self._hand_on(wire, await self._part())
        if self._chunked:
            wire.write(b"0\r\n\r\n")

    async def until_gone(self) -> None:
        """Returns when the caller has hung up, after the body was read."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True

    async def _hand_on(self, wire: Wire, data: bytes) -> None:
        if data:
            wire.write(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)
            await wire.drain()

    async def _part(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.gone = True
            raise ClientGone
        self._whole = not message.get("more_body", False)
        body: bytes = message.get("body", b"")
        return body
