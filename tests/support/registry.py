"""The API's registry as a neighbour: one interface, which a test changes."""

import asyncio
from typing import Any

from starlette.types import Send

from tests.renderer.good import FOLDER
from tests.support.neighbour import Neighbour, Received, answer

INTERFACE = "6a0c8c5e-51a8-4a5f-9f5b-3f4b3c2d1e0f"
RECORD = f"/interfaces/{INTERFACE}"


class RegistryApi:
    """The API's registry with one interface, which a test changes. Listeners live on the server's loop."""

    def __init__(self, neighbour: Neighbour) -> None:
        self.neighbour = neighbour
        self.listeners: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[bytes]]] = []
        self.set()
        neighbour.on("GET", f"{RECORD}/events", self._events)

    def set(self, config: dict[str, Any] | None = None, branding: dict[str, Any] | None = None) -> None:
        entry = {
            "interface_uuid": INTERFACE,
            "interface_package": f"@webapp/{FOLDER}",
            "config": config or {},
            "branding": branding or {},
        }
        self.neighbour.on("GET", RECORD, answer(200, entry))

    def tell(self, event: bytes = b"event: changed\ndata: {}\n\n") -> None:
        """To every listener; nothing at all ends their streams."""
        for loop, queue in self.listeners:
            loop.call_soon_threadsafe(queue.put_nowait, event)
        if not event:
            self.listeners.clear()

    async def _events(self, _request: Received, send: Send) -> None:
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b": listening\n\n", "more_body": True})
        self.listeners.append((asyncio.get_running_loop(), queue))
        while event := await queue.get():
            await send({"type": "http.response.body", "body": event, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
