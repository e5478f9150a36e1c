"""The edge as one ASGI application: record, answer errors, look up, handle."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial

from starlette.types import ASGIApp, Receive, Scope, Send

from router.answers import Answers
from router.background import running
from router.finder import finder_for
from router.finding import Finder
from router.late_cookies import with_cookies
from router.metrics import gauges
from router.request import EdgeRequest
from router.resources import Resources, open_resources
from router.settings import EdgeSettings
from telemetry.cloudwatch import Report
from telemetry.log import Log
from telemetry.metrics import Metrics
from telemetry.recorder import Recorder
from telemetry.traces import traced
from telemetry.workers import share

Open = Callable[[EdgeSettings, Metrics], AbstractAsyncContextManager[Resources]]


def create_app(settings: EdgeSettings, metrics: Metrics, opener: Open = open_resources) -> ASGIApp:
    """The application of `settings.role`. `opener` makes its resources when the server starts."""
    log = Log(settings.log_level)
    handled = Answers(Dispatch(finder_for(settings)), settings.signs_in, log)
    seen = traced(handled, settings.role, settings.traces_url)
    return Edge(Recorder(seen, log, metrics), lambda: _opened(settings, metrics, log, opener))


@asynccontextmanager
async def _opened(
    settings: EdgeSettings, metrics: Metrics, log: Log, opener: Open
) -> AsyncIterator[Resources]:
    """The resources, and beside them what tells of this process."""
    async with opener(settings, metrics) as resources:
        report = Report(settings.role, metrics, log, partial(gauges, resources))
        async with running(report.every(settings.cloudwatch_seconds)), running(share(metrics)):
            yield resources


class Dispatch:
    """Finds the handler and lets it answer."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"], scope["path_params"] = self._finder.find(scope)
        answer = await scope["route"].handler(EdgeRequest(scope, receive))
        await answer(scope, receive, with_cookies(scope, send) if "cookies" in scope else send)


class Edge:
    """Tells the server's protocols apart. There are no web sockets here."""

    def __init__(self, http: ASGIApp, opener: Callable[[], AbstractAsyncContextManager[Resources]]) -> None:
        self._http = http
        self._open = opener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Opens the resources before the first request, and closes them after the last."""
        await receive()
        async with AsyncExitStack() as opened:
            try:
                scope["state"]["resources"] = await opened.enter_async_context(self._open())
            except Exception as error:
                await send({"type": "lifespan.startup.failed", "message": f"{type(error).__name__}: {error}"})
                return
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
