"""The moment something goes live: one transaction, all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from api import audit, interfaces, publications
from api.faults import Archived
from api.pool import Connection
from api.queries import SQL
from api.releases import Release
from api.resources import Resources


class Superseded(Exception):
    """Another process finished this publication, or a rollback went first."""


@dataclass(frozen=True)
class Flip:
    """`keeps_waiting`: tasks nobody opened yet stay on the old release, as the new one may refuse them."""

    publication: UUID
    interface: UUID
    release: Release
    by: str
    keeps_waiting: bool


async def flip(use: Resources, wanted: Flip) -> None:
    """Make a running publication's release the live one. Raises Archived, NotFound, Superseded."""
    async with use.database.transaction() as connection:
        await connection.execute(SQL["lock_interface"], {"interface": wanted.interface})
        locked = await connection.execute(SQL["lock_publication"], {"publication": wanted.publication})
        if await locked.fetchone() != ("running",):
            raise Superseded
        await make_live(connection, wanted)


async def make_live(connection: Connection, wanted: Flip) -> None:
    """The record is written, the pointer moved, the registry and everyone who listens told. The caller
    holds the interface's lock. Raises Archived."""
    row = await interfaces.read(connection, wanted.interface)
    if row["status"] == "archived":
        raise Archived
    await publications.record(connection, wanted.publication, "flip", "running")
    values = _values(row, wanted)
    for query in ("record_publication", "flip_live", "mark_published", "tell_change"):
        await connection.execute(SQL[query], values)
    if wanted.keeps_waiting and row["digest"]:  # after flip_live, which waited for tasks being started
        await connection.execute(SQL["pin_waiting"], values)
    await _audit(connection, wanted, row["digest"])
    detail = f"{row['digest'] or 'nothing'} -> {wanted.release.package.digest}"
    await publications.record(connection, wanted.publication, "flip", "done", detail)


async def _audit(connection: Connection, wanted: Flip, previous: str | None) -> None:
    found = await connection.execute(SQL["asked_publication"], {"publication": wanted.publication})
    kind, forced, reason = await found.fetchone() or ("publish", False, "")
    await audit.record(
        connection,
        "rolled back" if kind == "rollback" else "published",
        interface=wanted.interface,
        who=wanted.by,
        publication=str(wanted.publication),
        version=wanted.release.package.manifest.version,
        digest=wanted.release.package.digest,
        previous=previous,
        forced=forced,
        reason=reason,
    )


def _values(row: interfaces.Row, wanted: Flip) -> Mapping[str, Any]:
    package = wanted.release.package
    return {
        "publication": wanted.publication,
        "interface": wanted.interface,
        "package": row["interface_package"],
        "version": package.manifest.version,
        "commit": wanted.release.commit,
        "digest": package.digest,
        "previous": row["digest"],
        "previous_commit": row["git_commit"],
        "published_by": wanted.by,
        "schema": Jsonb(dict(package.schema.document)),
    }
