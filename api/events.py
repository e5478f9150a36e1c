"""Changes of interfaces, from Postgres to whoever has a preview open: a seat each, the latest wins."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from psycopg import AsyncConnection, Error

from api.pool import watchful

RETRY = 1.0  # seconds between attempts to listen


class Changes:
    """Tells seats that their interface changed. A seat is an event: several changes are one."""

    def __init__(self) -> None:
        self._seats: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def seat(self, interface: UUID) -> Iterator[asyncio.Event]:
        """A seat for as long as the block runs."""
        event = asyncio.Event()
        self._seats[interface].add(event)
        try:
            yield event
        finally:
            self._seats[interface].discard(event)
            if not self._seats[interface]:
                del self._seats[interface]

    def tell(self, interface: UUID) -> None:
        for event in self._seats.get(interface, ()):
            event.set()

    def tell_all(self) -> None:
        for interface in self._seats:
            self.tell(interface)


async def listen(database_url: str, changes: Changes) -> None:
    """Pass Postgres' notifications on, for ever; after a break everybody is told, as some were missed."""
    while True:
        try:
            async with await AsyncConnection.connect(watchful(database_url), autocommit=True) as connection:
                await connection.execute("LISTEN interfaces_changed")
                changes.tell_all()
                async for notice in connection.notifies():
                    with suppress(ValueError):  # anybody may notify anything
                        changes.tell(UUID(notice.payload))
        except Error:
            await asyncio.sleep(RETRY)
