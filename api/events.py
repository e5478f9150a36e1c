"""Changes of interfaces, from Postgres to whoever has a preview open: a seat each, the latest wins."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Protocol
from uuid import UUID

from psycopg import AsyncConnection, Error
from psycopg.sql import SQL, Identifier

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

    def hear(self, notice: str) -> None:
        with suppress(ValueError):  # anybody may notify anything
            self.tell(UUID(notice))

    def missed(self) -> None:
        self.tell_all()


class Listener(Protocol):
    """Whoever is told of a channel's notices."""

    def hear(self, notice: str, /) -> None: ...

    def missed(self) -> None:
        """Some notices may have been lost."""


async def listen(database_url: str, listeners: Mapping[str, Listener]) -> None:
    """Pass Postgres' notifications on by channel, for ever; after a break some were missed."""
    while True:
        try:
            async with await AsyncConnection.connect(watchful(database_url), autocommit=True) as connection:
                for channel, listener in listeners.items():
                    await connection.execute(SQL("LISTEN {}").format(Identifier(channel)))
                    listener.missed()
                async for notice in connection.notifies():
                    listeners[notice.channel].hear(notice.payload)
        except Error:
            await asyncio.sleep(RETRY)
