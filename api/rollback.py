"""The way back: an earlier release is published again, in one transaction, without git."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import dict_row

from api import interfaces, publications
from api.faults import Invalid, Mistake
from api.flip import Flip, make_live
from api.interfaces import Row
from api.pool import Connection
from api.preparing import prepare
from api.publications import Wish
from api.queries import SQL
from api.releases import Release
from api.resources import Resources
from renderer.compatibility import compare

PATIENCE = 1.0  # seconds for edges to load the release; they have had it before


@dataclass(frozen=True)
class Target:
    """An earlier release by its digest, or by the publication that made it live; the other is empty."""

    digest: str
    publication: UUID


async def roll_back(use: Resources, wish: Wish, target: Target) -> UUID:
    """Publish an earlier release again; give the publication. One that is still on its way does not arrive.

    Raises NotFound, Archived, Invalid, and RepositoryError when the release cannot be read any more.
    """
    row = await interfaces.find(use, wish.interface)
    release = await _release(use, row, target)
    keeps_waiting = not await _takes_contexts(use, row, release)
    await prepare(use, release.package.digest, PATIENCE)
    async with use.database.transaction() as connection:
        await connection.execute(SQL["lock_interface"], {"interface": wish.interface})
        publication = await publications.enter(connection, wish, "done")
        if publication is None:
            return await publications.requested(connection, wish) or UUID(int=0)
        await _supersede(connection, wish)
        await make_live(
            connection,
            Flip(publication, wish.interface, release, wish.by, keeps_waiting),
        )
        await publications.end(connection, publication, "done")
    return publication


async def _release(use: Resources, row: Row, target: Target) -> Release:
    values = {"interface": row["interface_uuid"], "publication": target.publication, "digest": target.digest}
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["find_release"], values)
        found = await cursor.fetchone()
    if found is None:
        place = "/digest" if target.digest else "/publication_id"
        raise Invalid([Mistake(place, "unknown", "was never live here; see the interface's publications")])
    return Release(found["git_commit"], await use.releases.get(row["interface_package"], found["digest"]))


async def _takes_contexts(use: Resources, row: Row, release: Release) -> bool:
    """Whether tasks that nobody opened yet fit the earlier release too."""
    live = await use.releases.get(row["interface_package"], row["digest"])
    old, new = live.context_schema.document, release.package.context_schema.document
    return not any(finding.breaking for finding in compare(old, new, False))


async def _supersede(connection: Connection, wish: Wish) -> None:
    running = await connection.execute(SQL["supersede_running"], {"interface": wish.interface})
    for (publication,) in await running.fetchall():
        detail = f"{wish.by} rolled back meanwhile."
        await publications.record(connection, publication, "flip", "failed", detail)
