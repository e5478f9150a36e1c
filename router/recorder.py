"""The outermost layer: every request gets an id, and leaves one line in the log."""

import re
import secrets
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from router.log import Log

_SANE = re.compile(rb"[A-Za-z0-9._-]{1,128}")
_PROBES = ("/livez", "/readyz", "/healthz")  # asked every few seconds: worth a line only when they fail


class Recorder:
    """Takes over a sane X-Request-Id or makes one. The log never sees a query, a header or a body."""

    def __init__(self, app: ASGIApp, log: Log) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        request_id = request_id_of(scope["headers"])
        scope["request_id"] = request_id.decode("ascii")

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["status"] = message["status"]
                headers = [*message["headers"], (b"x-request-id", request_id)]
                message = {"type": message["type"], "status": message["status"], "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            self._write(scope, perf_counter() - started)

    def _write(self, scope: Scope, seconds: float) -> None:
        status = scope.get("status", 0)  # 0: the caller went away before there was an answer
        if status == 200 and scope["path"] in _PROBES:
            return
        facts = {"fault": scope["fault"]} if "fault" in scope else {}
        client = scope["client"]
        self._log.info(
            "request",
            request_id=scope["request_id"],
            method=scope["method"],
            path=scope["path"][:500],
            status=status,
            ms=round(seconds * 1000, 2),
            client=client[0] if client else "",
            **facts,
        )


def request_id_of(headers: list[tuple[bytes, bytes]]) -> bytes:
    """The caller's id when it is sane and the only one, otherwise a new one."""
    given = [value for name, value in headers if name == b"x-request-id"]
    if len(given) == 1 and _SANE.fullmatch(given[0]):
        return given[0]
    return secrets.token_hex(16).encode("ascii")
