"""The least an ASGI application can do."""

from starlette.types import Receive, Scope, Send

_HEAD = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"text/plain"), (b"content-length", b"5")],
}
_BODY = {"type": "http.response.body", "body": b"hello"}


async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send(_HEAD)
    await send(_BODY)
