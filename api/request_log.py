"""Gives every request an id and one log line, and answers what nobody foresaw."""

import re
import time
import traceback
import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.log import Log
from api.origin import Origin, set_origin, traceparent_of
from api.problems import internal_error

_ADDRESS = re.compile(r"[0-9a-fA-F:.]{2,45}")
_SANE = re.compile(rb"[A-Za-z0-9._-]{1,128}")


class RequestLog:
    """Pure ASGI. Logs method, path, status, time and id: no query, no header, no body, no message of an
    exception, since those may hold what people wrote."""

    def __init__(self, app: ASGIApp, log: Log) -> None:
        self.app = app
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request_id = _request_id(scope)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        came_from = _origin(scope, request_id)
        set_origin(came_from)
        status, started = 0, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        broken = None
        try:
            await self.app(scope, receive, send_with_id)
        except Exception as fault:
            broken = where(fault)
            if not status:
                await internal_error().to_response(request_id)(scope, receive, send_with_id)
        finally:
            self.log.log(
                40 if broken else 20,
                "request",
                request_id=request_id,
                **_trace(came_from),
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
                **_extra(state.get("fault"), broken),
            )


def _request_id(scope: Scope) -> str:
    sent: list[bytes] = [value for name, value in scope["headers"] if name == b"x-request-id"]
    if len(sent) == 1 and _SANE.fullmatch(sent[0]):
        return sent[0].decode("ascii")
    return uuid.uuid4().hex


def _origin(scope: Scope, request_id: str) -> Origin:
    """The caller's address, and before it the one that an edge reports."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    peer = scope["client"][0] if scope.get("client") else ""
    reported = b",".join(value for name, value in headers if name == b"x-forwarded-for")
    client = reported.decode("latin-1").rpartition(",")[2].strip()
    address = f"{client} via {peer}" if _ADDRESS.fullmatch(client) else peer
    return Origin(
        request_id, address, traceparent_of([value for name, value in headers if name == b"traceparent"])
    )


def _trace(came_from: Origin) -> dict[str, str]:
    return {"trace_id": came_from.trace_id} if came_from.trace_id else {}


def where(fault: Exception) -> str:
    """The kind of exception and the places it came through, without its message."""
    frames = traceback.extract_tb(fault.__traceback__)
    return " < ".join([type(fault).__name__, *(f"{f.filename}:{f.lineno}" for f in reversed(frames))])


def _extra(fault: str | None, broken: str | None) -> dict[str, str]:
    return {name: text for name, text in (("fault", fault), ("broken", broken)) if text}
