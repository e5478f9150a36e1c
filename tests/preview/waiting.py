"""Waiting with a deadline for what happens soon."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

DEADLINE = 30.0  # seconds

_Answer = TypeVar("_Answer")


async def eventually(ask: Callable[[], Awaitable[_Answer]], holds: Callable[[_Answer], bool]) -> _Answer:
    """Ask until the answer is the one waited for."""
    end = time.monotonic() + DEADLINE
    while not holds(answer := await ask()):
        assert time.monotonic() < end, f"waited in vain; the last answer was {answer!r}"
        await asyncio.sleep(0.02)
    return answer
