"""Server-sent events to one edge, for as long as it listens."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from uuid import UUID, uuid4

import anyio
import orjson
from psycopg import Error

from api.edges import Mailbox, Message
from api.pool import Connection
from api.queries import SQL
from api.resources import Resources

HEARTBEAT = 15.0  # seconds; an edge that was not seen for three of them counts no more
FAREWELL = 2.0  # seconds


async def messages_to(use: Resources, edge: UUID, role: str) -> AsyncIterator[bytes]:
    """First where things are, then what happens. Ends when Postgres is away: the edge connects again."""
    values = {"edge": edge, "connection": uuid4(), "role": role}
    with use.edges.mailbox() as mailbox, suppress(Error):
        try:
            async with use.database.connection() as connection:
                await connection.execute(SQL["enter_edge"], values)
                greeting = [await _what_is_live(connection), await _what_was_pushed(connection)]
            for message in greeting:
                yield _event(message)
            async for chunk in _news(use, mailbox, values):
                yield chunk
        finally:
            await _leave(use, values)


async def _news(use: Resources, mailbox: Mailbox, values: Mapping[str, object]) -> AsyncIterator[bytes]:
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT):
                message = await mailbox.get()
        except TimeoutError:
            async with use.database.connection() as connection:
                await connection.execute(SQL["see_edge"], values)
            yield b": still here\n\n"
            continue
        if message is None:
            return
        yield _event(message)


async def _what_is_live(connection: Connection) -> Message:
    rows = await (await connection.execute(SQL["live_digests"])).fetchall()
    return "load", {"preparation": None, "digests": [digest for (digest,) in rows]}


async def _what_was_pushed(connection: Connection) -> Message:
    row = await (await connection.execute(SQL["latest_sync"])).fetchone()
    return "pushed", {"commit": row[0] if row else None}


async def _leave(use: Resources, values: Mapping[str, object]) -> None:
    """Also while the request is being cancelled because the edge hung up."""
    with anyio.move_on_after(FAREWELL, shield=True), suppress(Error):
        async with use.database.connection() as connection:
            await connection.execute(SQL["leave_edge"], values)


def _event(message: Message) -> bytes:
    kind, data = message
    return b"event: %b\ndata: %b\n\n" % (kind.encode(), orjson.dumps(data))
