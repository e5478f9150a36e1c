"""Who is looking at what: each open tab has a seat with a mailbox of one."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from router.errors import EdgeError

MAX_SEATS = 1_000


class HubFull(EdgeError):
    """More tabs are open than one process serves."""


class Seat:
    """One tab's mailbox. The only note is "look again", so any number of notes are one."""

    def __init__(self) -> None:
        self._note = asyncio.Event()

    def call(self) -> None:
        self._note.set()

    async def called(self, within: float) -> bool:
        """Wait at most `within` seconds for a note and take it. False: there was none."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._note.wait()
        called = self._note.is_set()
        self._note.clear()
        return called


class Hub:
    """Seats by topic. Whoever posts never waits: a slow tab costs one slot and reads the latest state."""

    def __init__(self, limit: int = MAX_SEATS) -> None:
        self._limit = limit
        self._seats: dict[str, set[Seat]] = {}
        self.closed = False

    def __len__(self) -> int:
        return sum(map(len, self._seats.values()))

    def __contains__(self, topic: str) -> bool:
        """Whether anybody looks at it."""
        return topic in self._seats

    @contextmanager
    def seat(self, topic: str) -> Iterator[Seat]:
        """A seat for as long as the block runs. Raises HubFull."""
        if len(self) >= self._limit:
            raise HubFull
        seat = Seat()
        self._seats.setdefault(topic, set()).add(seat)
        try:
            yield seat
        finally:
            self._leave(topic, seat)

    def post(self, topic: str) -> None:
        """Tell everybody who looks at `topic` to look again."""
        for seat in self._seats.get(topic, ()):
            seat.call()

    def post_all(self) -> None:
        """Tell everybody."""
        for topic in self._seats:
            self.post(topic)

    def close(self) -> None:
        """The process is about to end: every tab is called and finds the hub closed."""
        self.closed = True
        self.post_all()

    def _leave(self, topic: str, seat: Seat) -> None:
        seats = self._seats[topic]
        seats.remove(seat)
        if not seats:
            del self._seats[topic]
