"""Taking turns: of many who want the same thing at once, one at a time has a connection to the database."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from api.faults import Crowded

MOST = 2000  # in one line; at the two milliseconds a turn takes, the last one waits a few seconds


@dataclass
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Turns:
    """Lines of this process; those of other processes are held apart by the database."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lines: dict[Hashable, _Line] = {}

    @asynccontextmanager
    async def turn(self, key: Hashable) -> AsyncIterator[None]:
        """Waits until everyone who came before is through. Raises Crowded when the line is too long."""
        line = self._lines.setdefault(key, _Line())
        if line.length >= self._most:
            raise Crowded
        line.length += 1
        try:
            async with line.lock:
                yield
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[key]
