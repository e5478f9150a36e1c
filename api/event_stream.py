"""Server-sent events of one interface, until the browser leaves or the token expires."""

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import UUID

import orjson

from api.events import Changes

HEARTBEAT = 15.0  # seconds: below the idle limits of proxies on the way


async def changes_of(changes: Changes, interface: UUID, until: float) -> AsyncIterator[bytes]:
    """`changed` whenever the interface's row changed; ends at `until` (seconds since 1970)."""
    event = b"event: changed\ndata: " + orjson.dumps({"interface_uuid": interface}) + b"\n\n"
    with changes.seat(interface) as changed:
        yield b"retry: 1000\n: listening\n\n"
        while (left := until - time.time()) > 0:
            yield event if await _within(changed, min(HEARTBEAT, left)) else b": still here\n\n"


async def _within(changed: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await changed.wait()
    except TimeoutError:
        return False
    changed.clear()
    return True
