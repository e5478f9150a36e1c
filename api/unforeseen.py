"""The API's last resort: answers what nobody foresaw."""

import traceback

from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import internal_error


class Unforeseen:
    """Pure ASGI. What breaks is noted for the log by kind and place, and answered if nothing was said yet."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception as fault:
            if scope["type"] != "http":
                raise
            scope["broken"] = where(fault)
            if "status" not in scope:
                await internal_error().to_response(scope["request_id"])(scope, receive, send)


def where(fault: Exception) -> str:
    """The kind of exception and the places it came through, without its message."""
    frames = traceback.extract_tb(fault.__traceback__)
    return " < ".join([type(fault).__name__, *(f"{f.filename}:{f.lineno}" for f in reversed(frames))])
