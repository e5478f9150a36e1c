"""The events of a preview: a stream for each open tab, until it closes, signs out or we stop."""

import asyncio
import logging
import time
from contextlib import aclosing

import anyio
from starlette.types import ASGIApp, Receive, Scope, Send

from router.caller import Caller
from router.choice import choice_of
from router.errors import ApiFault, ClientGone, NotFound, SignInNeeded
from router.hub import Hub, Seat
from router.preview_caller import preview_caller
from router.previews import Previews
from router.reply import NO_STORE, Reply
from router.request import EdgeRequest
from router.tab import Tab

log = logging.getLogger(__name__)

HEARTBEAT = 15.0  # seconds; the load balancer cuts connections that are silent for 60
WRITE_LIMIT = 30.0  # seconds that a browser may take to read one event
RETRY = 1.0  # seconds before asking the registry for its changes again
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    NO_STORE,
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def show(request: EdgeRequest) -> ASGIApp:
    """A stream of `sync`, `patch`, `parts`, `style` and `fault`. Raises what `Previews.find` raises."""
    caller = await preview_caller(request)
    previews = request.resources.previews
    shown = await previews.find(request.params["interface"], caller)
    if request.method == "HEAD":
        return Reply(200, _HEADERS)
    query = request.query_params
    seen = request.headers.get("last-event-id") or query.get("shown", "")
    tab = Tab(previews, shown.interface, choice_of(query), seen, "parts" in query)
    return EventStream(previews, tab, caller)


class EventStream:
    """An ASGI application. It holds one seat of the hub, which it gives back whatever happens."""

    def __init__(self, previews: Previews, tab: Tab, caller: Caller) -> None:
        self._previews = previews
        self._tab = tab
        self._caller = caller

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        hub = self._previews.editions.hub
        with hub.seat(self._tab.interface.folder) as seat:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_until_gone, receive, tasks.cancel_scope)
                tasks.start_soon(self._follow_registry, seat, tasks.cancel_scope)
                await self._tell(seat, hub, send)
                tasks.cancel_scope.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _tell(self, seat: Seat, hub: Hub, send: Send) -> None:
        await _write(send, b"retry: 500\n\n")  # ms that a browser waits before it connects again
        while not hub.closed and (left := self._caller.principal.expires - time.time()) > 0:
            await _write(send, await self._tab.news())
            await self._tab.prepare()
            if not await seat.called(min(HEARTBEAT, left)):
                await _write(send, b":\n\n")

    async def _follow_registry(self, seat: Seat, stream: anyio.CancelScope) -> None:
        """Changes of config and branding. Whoever may not see the interface any more loses the stream."""
        while True:
            try:
                await self._follow_once(seat)
            except (NotFound, SignInNeeded):
                return stream.cancel()
            except (ApiFault, ValueError) as fault:  # ValueError: a line without end
                log.info("registry's events interrupted: %s", type(fault).__name__)
            await anyio.sleep(RETRY)

    async def _follow_once(self, seat: Seat) -> None:
        registry, uuid = self._previews.registry, self._tab.interface.uuid
        async with aclosing(registry.changes(uuid, self._caller)) as changes:
            async for _ in changes:
                self._tab.interface = await registry.find(uuid, self._caller)
                seat.call()


async def _until_gone(receive: Receive, stream: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.cancel()


async def _write(send: Send, body: bytes) -> None:
    """Raises ClientGone when the browser does not read."""
    if not body:
        return
    try:
        async with asyncio.timeout(WRITE_LIMIT):
            await send({"type": "http.response.body", "body": body, "more_body": True})
    except TimeoutError:
        raise ClientGone from None
