"""One request and its answer between a caller and a target, both streamed."""

import asyncio

from starlette.types import Scope, Send

from door.tunnel import SCOPE, Tunnelled
from router.errors import ClientGone
from router.forwarding import response_headers
from router.relay.faults import Broken
from router.relay.patience import Patience
from router.relay.upload import Upload
from router.relay.wire import Head, Headers, Wire

CONTINUE_LIMIT = 1.0  # seconds that a target may take to say 100; then the body is sent all the same


class Exchange:
    """Over one connection. `head` is awaited first; what it gives decides whether `body` follows."""

    def __init__(self, scope: Scope, wire: Wire, upload: Upload, patience: Patience) -> None:
        self._wire = wire
        self._upload = upload
        self._patience = patience
        self._door: Tunnelled | None = scope.get(SCOPE)
        self._wanted = asyncio.Event()  # the target says that it wants the body
        self._sent = self._answered = False
        self._sending: asyncio.Task[None] | None = None
        self._method = scope["method"]

    async def head(self, request: bytes) -> Head:
        """Sends the request, and its body beside, until the answer begins. Raises a TargetFault, ClientGone
        or TimeoutError."""
        self._wire.begin(self._method, self._interim)
        self._wire.write(request)
        self._patience.at_most(self._patience.timeouts.idle)
        self._sending = asyncio.create_task(self._send())
        head = await self._wire.head()
        self._answered = True
        return head

    async def body(self, head: Head, send: Send, added: Headers) -> None:
        """Hands the answer on, part by part. `send` waits while the caller's side is full."""
        headers = [*response_headers(head.status, head.headers), *added]
        await send({"type": "http.response.start", "status": head.status, "headers": headers})
        idle = None if _rests(headers) else self._patience.timeouts.idle
        more = True
        while more:
            if idle is None:
                self._patience.rest()
            else:
                self._patience.at_most(idle)
            data = await self._wire.part()
            more = bool(data) and not self._wire.has_ended
            self._patience.rest()  # the door watches over slow readers
            await send({"type": "http.response.body", "body": data, "more_body": more})

    async def close(self) -> None:
        """Ends what still goes on beside. A connection on which a body was cut off is not used again."""
        if self._sending is None:
            return
        if not self._sent:
            self._wire.is_usable = False
        self._sending.cancel()
        await asyncio.gather(self._sending, return_exceptions=True)

    async def _send(self) -> None:
        """The body, then a watch over the caller: when it hangs up, nobody needs the answer."""
        try:
            if self._upload.expects:
                await self._until_wanted()
            await self._upload.send(self._wire)
            self._sent = True
            if not self._answered:
                self._patience.at_most(self._patience.timeouts.first_byte)
            await self._upload.until_gone()
            self._patience.end()
        except ClientGone:
            self._patience.end()
        except Broken:
            self._wire.is_usable = False  # the answer may have come before

    async def _until_wanted(self) -> None:
        try:
            async with asyncio.timeout(CONTINUE_LIMIT):
                await self._wanted.wait()
        except TimeoutError:
            return

    def _interim(self, status: int, headers: Headers) -> None:
        """100 is between us and the target: the server says it to the caller by itself."""
        if status == 100:
            self._wanted.set()
        elif self._door is not None:
            self._door.inform(status, response_headers(status, headers))


def _rests(headers: Headers) -> bool:
    """Whether the answer is a stream of events, which may be silent for as long as it likes."""
    kinds = [value for name, value in headers if name == b"content-type"]
    return any(kind.startswith(b"text/event-stream") for kind in kinds)
