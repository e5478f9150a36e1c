"""Server-sent events of one publication: each step as it goes, until it has ended."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID

import orjson

from api import publications
from api.event_stream import HEARTBEAT
from api.publications import Row
from api.resources import Resources


async def progress_of(use: Resources, publication: UUID, until: float) -> AsyncIterator[bytes]:
    """`step` for each step that began or ended, `end` when it is done or failed; ends at `until` too."""
    told: list[Row] = []
    with use.changes.seat(publication) as changed:
        yield b"retry: 1000\n\n"
        while (left := until - time.time()) > 0:
            changed.clear()
            now = await publications.find(use, publication)
            for step in now["steps"]:
                if step not in told:
                    yield _event("step", step)
            told = now["steps"]
            if now["state"] != "running":
                yield _event("end", {"state": now["state"], "publication_url": now["publication_url"]})
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(min(HEARTBEAT, left)):
                    await changed.wait()
            yield b": still here\n\n"


def _event(name: str, data: Row) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(data, option=orjson.OPT_UTC_Z))
