"""When somebody has waited for too long: one timer for all of a group's requests.

A timer for each would cost more than everything else that is done about its time.
"""

import asyncio
from typing import Protocol

LOOK = 0.05  # seconds between two looks; nobody is told sooner


class Waiting(Protocol):
    """Who waits until `limit`, by the clock; `ring` is called at each look after that."""

    limit: float

    def ring(self) -> None: ...


class Clock:
    """Stands still (`ticks`) while nobody waits. `now`: its time, in seconds."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: set[Waiting] = set()
        self.ticks = False
        self.now = self._loop.time

    def add(self, waiting: Waiting) -> None:
        self._waiting.add(waiting)
        if not self.ticks:
            self._tick()

    def discard(self, waiting: Waiting) -> None:
        self._waiting.discard(waiting)

    def _tick(self) -> None:
        self.ticks = bool(self._waiting)
        if self.ticks:
            self._loop.call_later(LOOK, self._look)

    def _look(self) -> None:
        now = self.now()
        for each in [each for each in self._waiting if each.limit <= now]:
            each.ring()
        self._tick()
