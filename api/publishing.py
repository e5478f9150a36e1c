"""Publishing: a release becomes the live one. A pointer moves; nothing is built."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from api import interfaces
from api.faults import Archived, NotFound
from api.queries import SQL
from api.releases import Release
from api.resources import Resources

Row = Mapping[str, Any]

LIVE_BRANCH = "main"


async def publish_head(use: Resources, interface: UUID, by: str) -> Row:
    """Make the package as it is on `main` the live release; give the publication.

    Raises NotFound, Archived, RepositoryError, or PackageFaults when it does not load.
    """
    package = (await interfaces.find(use, interface))["interface_package"]
    await use.releases.fetch()
    release = await use.releases.head(package, LIVE_BRANCH)
    return await find(use, await flip(use, interface, release, by))


async def flip(use: Resources, interface: UUID, release: Release, by: str) -> UUID:
    """One transaction: the record is written, the pointer moved, the registry told, everyone notified.
    Publishing what is live already changes nothing."""
    async with use.database.transaction() as connection:
        await connection.execute(SQL["lock_interface"], {"interface": interface})
        row = await interfaces.read(connection, interface)
        if row["status"] == "archived":
            raise Archived
        if (row["digest"], row["git_commit"]) == (release.package.digest, release.commit):
            live: UUID = row["publication_id"]
            return live
        values = _values(row, release, by)
        for query in ("record_publication", "flip_live", "mark_published", "tell_change"):
            await connection.execute(SQL[query], values)
    publication: UUID = values["publication"]
    return publication


async def find(use: Resources, publication: UUID) -> Row:
    """One publication. Raises NotFound."""
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["find_publication"], {"publication": publication})
        row = await cursor.fetchone()
    if row is None:
        raise NotFound
    return _with_url(row)


async def history(use: Resources, interface: UUID) -> list[Row]:
    """An interface's publications, the latest first. Raises NotFound."""
    await interfaces.find(use, interface)
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["list_publications"], {"interface": interface})
        return [_with_url(row) for row in await cursor.fetchall()]


def _values(row: Row, release: Release, by: str) -> dict[str, Any]:
    return {
        "publication": uuid4(),
        "interface": row["interface_uuid"],
        "package": row["interface_package"],
        "version": release.package.manifest.version,
        "commit": release.commit,
        "digest": release.package.digest,
        "previous": row["digest"],
        "published_by": by,
        "schema": Jsonb(dict(release.package.schema.document)),
    }


def _with_url(row: Row) -> Row:
    url = f"/publications/{row['publication_id']}"
    return {**row, "publication_url": url, "commit": row["git_commit"], "state": "done"}
