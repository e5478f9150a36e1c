"""The body of a proxied request: handed on as it comes, never kept whole."""

from collections.abc import Callable, Mapping

from starlette.types import Receive

from client.wire import Headers, Wire
from router.errors import ClientGone


class Upload:
    """What arrived at once is kept for a second target; of everything else each part is forgotten.
    `headers`: the last of each name."""

    def __init__(self, headers: Mapping[bytes, bytes], receive: Receive) -> None:
        self._receive = receive
        self.is_chunked = b"transfer-encoding" in headers  # as it comes
        self._in_chunks = False  # as it is sent
        # Nothing of it is still to come: most requests have none, and need not wait for what is not there.
        self.is_whole = not self.is_chunked and b"content-length" not in headers
        self._first = b"" if self.is_whole else None
        self.can_repeat = True  # a second target can get all of it
        self.expects = headers.get(b"expect", b"").lower() == b"100-continue"

    async def begin(self) -> None:
        """Waits for the first part. Raises ClientGone."""
        if self._first is None:
            self._first = await self._part()

    def framing(self) -> Headers:
        """What is said of a body that comes in chunks. One that came at once has a length."""
        self._in_chunks = not self.is_whole
        if self._in_chunks:
            return [(b"transfer-encoding", b"chunked")]
        return [(b"content-length", b"%d" % len(self.whole))]

    @property
    def whole(self) -> bytes:
        """All of it, as it is sent, once `is_whole` and nothing of it is forgotten."""
        return self._first or b""

    async def send(self, wire: Wire, step: Callable[[], None]) -> None:
        """All of it, as fast as the target reads; `step` is called before each part. Raises ClientGone or
        Broken."""
        step()
        await self.begin()
        await self._hand_on(wire, self._first or b"")
        while not self.is_whole:
            self.can_repeat, self._first = False, b""
            step()
            await self._hand_on(wire, await self._part())
        if self._in_chunks:
            wire.write(b"0\r\n\r\n")

    async def _hand_on(self, wire: Wire, data: bytes) -> None:
        if data:
            wire.write(b"%x\r\n%b\r\n" % (len(data), data) if self._in_chunks else data)
            await wire.drain()

    async def _part(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        self.is_whole = not message.get("more_body", False)
        body: bytes = message.get("body", b"")
        return body
