"""How much of everything waits: for the metrics and for `interfaces status`."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from api.database import Database
from api.queries import SQL


@dataclass(frozen=True)
class Queues:
    """Counts of this moment. `waiting_since`: when the oldest message was put into the outbox."""

    waiting: int
    waiting_since: datetime | None
    dead: int
    publications: int
    edges: int


async def count(database: Database) -> Queues:
    """Raises psycopg's Error when Postgres is away."""
    async with (
        database.connection() as connection,
        connection.cursor(row_factory=class_row(Queues)) as cursor,
    ):
        found = await (await cursor.execute(SQL["count_queues"])).fetchone()
    if found is None:
        raise LookupError("a query without FROM gives one row")
    return found
