"""What every small ASGI application of a test does alike."""

from starlette.types import Receive, Send


async def live(receive: Receive, send: Send) -> None:
    """A lifespan in which nothing is opened."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def whole_body(receive: Receive) -> bytes:
    """All that comes, also when the caller leaves before its end."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body
