"""The outermost layer of every server: a request gets an id, is counted, and leaves one line in the log."""

from collections.abc import Awaitable, Callable
from logging import ERROR, INFO
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from telemetry.log import Log
from telemetry.metric import REQUEST_SECONDS
from telemetry.metrics import Metrics
from telemetry.origin import Origin, origin_of, set_origin

ClientOf = Callable[[Scope], str]

PROBES = ("/livez", "/readyz", "/healthz")  # asked every few seconds: worth a line only when they fail
_METHODS = frozenset(("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"))


def peer(scope: Scope) -> str:
    """The address of whoever is connected, or whom a trusted proxy named."""
    client = scope.get("client")
    return client[0] if client else ""


class Recorder:
    """Tells method, path, status and time: no query, no header, no body, no message of an exception, since
    those may hold what people wrote. `client_of` gives the caller's address.

    What lower layers say about a request in `scope["fault"]` and `scope["broken"]` is logged with it.
    """

    def __init__(self, app: ASGIApp, log: Log, metrics: Metrics, client_of: ClientOf = peer) -> None:
        self._app = app
        self._log = log
        self._metrics = metrics
        self._client_of = client_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started = perf_counter()
        came_from = origin_of(scope["headers"], self._client_of(scope))
        set_origin(came_from)
        scope["request_id"] = came_from.request_id
        id_header = (b"x-request-id", came_from.request_id.encode("ascii"))

        def send_with_id(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                scope["status"] = message["status"]
                message = {**message, "headers": [*message["headers"], id_header]}
            return send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            self._record(scope, came_from, perf_counter() - started)
        return None

    def _record(self, scope: Scope, came_from: Origin, seconds: float) -> None:
        status = scope.get("status", 0)  # 0: the caller went away before there was an answer
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = scope.get("route")
        # The template of the URL that answered: the path itself would be another series for every task.
        template = route.path_format if route else "none"
        self._metrics.observe(REQUEST_SECONDS, seconds, method, template, str(status))
        level = ERROR if "broken" in scope else INFO
        if level < self._log.least or (status == 200 and scope["path"] in PROBES):
            return
        told: dict[str, object] = {
            "request_id": came_from.request_id,
            "method": scope["method"],
            "path": scope["path"][:500],
            "status": status,
            "ms": round(seconds * 1000, 2),
            "client": came_from.client,
        }
        if came_from.traceparent:
            told["trace_id"] = came_from.trace_id
        told.update((name, scope[name]) for name in ("fault", "broken") if name in scope)
        self._log.write(level, "request", told)
