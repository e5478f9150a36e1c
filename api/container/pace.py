"""How often AWS is asked, and for how long."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from api.container.failures import Unreachable

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Pace:
    """Pauses in seconds: the first, then each longer by `factor` up to the longest; `limit` is for all."""

    limit: float
    first: float = 1
    factor: float = 1.5
    longest: float = 15


async def watch(look: Callable[[], Awaitable[Seen]], pace: Pace) -> AsyncIterator[Seen]:
    """What `look` sees, again and again until the limit. A look that fails as Unreachable is tried again;
    when nothing else comes until the limit, that is raised."""
    end, pause = time.monotonic() + pace.limit, pace.first
    lost: Unreachable | None = None
    while time.monotonic() < end:
        try:
            seen = await look()
        except Unreachable as fault:
            lost = fault
        else:
            lost = None
            yield seen
        await asyncio.sleep(min(pause, max(0, end - time.monotonic())))
        pause = min(pause * pace.factor, pace.longest)
    if lost:
        raise lost
