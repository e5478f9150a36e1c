"""One request and its answer between a caller and a target, both streamed."""

import asyncio

from starlette.types import Scope, Send

from client.faults import Broken
from client.wire import Head, Headers, Wire
from door.tunnel import AT_ONCE, SCOPE, Tunnelled
from router.errors import ClientGone
from router.forwarding import response_headers
from router.relay.patience import Patience
from router.relay.upload import Upload

_INF = float("inf")
CONTINUE_LIMIT = 1.0  # seconds that a target may take to say 100; then the body is sent all the same


class Exchange:
    """Over one connection: it is asked, its head awaited, and then, unless that says otherwise, its body."""

    def __init__(self, scope: Scope, wire: Wire, upload: Upload, patience: Patience) -> None:
        self._wire = wire
        self._upload = upload
        self._patience = patience
        self._door: Tunnelled | None = scope.get(SCOPE)
        self._wanted = asyncio.Event() if upload.expects else None  # set when the target wants the body
        self.is_sent = False
        self._sending: asyncio.Task[None] | None = None
        self._method = scope["method"]

    def ask(self, request: bytes) -> None:
        """Sends the request, and its body in a task of its own. Raises Broken."""
        self._wire.begin(self._method, self._interim)
        if self._upload.is_whole and not self._upload.expects:
            self.is_sent = True
            self._wire.write(request + self._upload.whole)
            self._patience.at_most(self._patience.timeouts.first_byte)
        else:
            self._wire.write(request)
            self._sending = asyncio.create_task(self._send())

    async def body(self, head: Head, send: Send, added: Headers) -> None:
        """Hands the answer on, part by part. `send` waits while the caller's side is full; the door watches
        over slow readers."""
        headers = response_headers(head.status, head.headers) + added
        self._patience.rest()
        at_once = self._wire.has_news
        await send(
            {"type": "http.response.start", "status": head.status, "headers": headers, AT_ONCE: at_once}
        )
        more = True
        while more:
            data = self._wire.take() if self._wire.has_news else await self._part(headers)
            more = bool(data) and not self._wire.has_ended
            await send({"type": "http.response.body", "body": data, "more_body": more})

    async def _part(self, headers: Headers) -> bytes:
        self._patience.at_most(_INF if _rests(headers) else self._patience.timeouts.idle)
        data = await self._wire.part()
        self._patience.rest()
        return data

    async def close(self) -> None:
        """Ends what still goes on beside. A connection on which a body was cut off is not used again."""
        if not self.is_sent:
            self._wire.is_usable = False
        if self._sending is not None and not self._sending.done():
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)

    async def _send(self) -> None:
        """The body, part by part, beside the answer."""
        try:
            if self._wanted:
                await self._until(self._wanted)
            await self._upload.send(self._wire, self._step)
            self.is_sent = True
            self._step(self._patience.timeouts.first_byte)
        except ClientGone:
            self._patience.end()
        except Broken:
            self._wire.is_usable = False  # the answer may have come before

    def _step(self, seconds: float | None = None) -> None:
        """The next one of the sending begins; once the answer has begun, only that is waited for."""
        if not self._wire.has_head:
            self._patience.at_most(seconds or self._patience.timeouts.idle)

    async def _until(self, wanted: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(CONTINUE_LIMIT):
                await wanted.wait()
        except TimeoutError:
            return

    def _interim(self, status: int, headers: Headers) -> None:
        """100 is between us and the target: the server says it to the caller by itself."""
        if status != 100:
            if self._door is not None:
                self._door.inform(status, response_headers(status, headers))
        elif self._wanted:
            self._wanted.set()


def _rests(headers: Headers) -> bool:
    """Whether the answer is a stream of events, which may be silent for as long as it likes."""
    return dict(headers).get(b"content-type", b"").startswith(b"text/event-stream")
