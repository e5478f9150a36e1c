"""Before a release goes live: every edge that people open tasks at loads it, so that nobody waits for it."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

from api import edges
from api.queries import SQL
from api.resources import Resources

PATIENCE = 3.0  # seconds; a release that an edge does not have by then is loaded when somebody opens it


@dataclass(frozen=True)
class Prepared:
    """How many of the connected edges have the release."""

    ready: int
    connected: int

    def __str__(self) -> str:
        return f"{self.ready} of {self.connected} edges have it ready"


async def prepare(use: Resources, digest: str, patience: float = PATIENCE) -> Prepared:
    """Let the edges load a release and wait for them, not longer than `patience` seconds.

    Raises OperationalError when Postgres is away. An edge that is slow or dead keeps nobody from publishing.
    """
    preparation = uuid4()
    with use.edges.reports(preparation) as reports:
        async with use.database.connection() as connection:
            rows = await (await connection.execute(SQL["edges_with_tasks"])).fetchall()
            connected: set[UUID] = {edge for (edge,) in rows}
            if connected:
                asked = {"preparation": str(preparation), "digests": [digest]}
                await edges.tell(connection, "load", asked)
        missing = set(connected)
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while missing:
                    missing.discard(await reports.get())
    return Prepared(len(connected) - len(missing), len(connected))


async def tell_pushed(use: Resources, commit: str) -> None:
    """Tell previews of a commit that the preview branch is at: their own notice of it may have been lost."""
    async with use.database.connection() as connection:
        await edges.tell(connection, "pushed", {"commit": commit})
