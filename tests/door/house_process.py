"""A small server as a process of its own: python -m tests.door.house_process PORT DRAIN_SECONDS"""

import asyncio
import sys

from starlette.types import Receive, Scope, Send

from door.protocol import DRAINING
from door.server import DoorServer, door_config

WORK = 0.05  # seconds that a request takes


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
        return
    ready = DRAINING not in scope["state"]
    if scope["path"] != "/readyz":
        await asyncio.sleep(WORK)
    status = 200 if ready or scope["path"] != "/readyz" else 503
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


if __name__ == "__main__":
    DoorServer(door_config(app, "127.0.0.1", int(sys.argv[1])), float(sys.argv[2])).run()
