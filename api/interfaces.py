"""The registry: which interfaces there are, and how each is made the client's own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from api import audit, bodies
from api.customisation import mistakes_in
from api.faults import Archived, ChangedMeanwhile, Invalid, Mistake, NotFound
from api.pool import Connection
from api.queries import SQL
from api.resources import Resources
from mirror.git import RepositoryError
from renderer.faults import PackageFaults
from renderer.package import Package

Row = Mapping[str, Any]

PREVIEW_BRANCH = "dev"


async def list_all(use: Resources) -> list[Row]:
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["list_interfaces"])
        return [with_live(row) for row in await cursor.fetchall()]


async def find(use: Resources, interface: UUID) -> Row:
    """One interface. Raises NotFound."""
    async with use.database.connection() as connection:
        return await read(connection, interface)


async def read(connection: Connection, interface: UUID) -> Row:
    """The same on a connection at hand."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["find_interface"], {"interface": interface})
        row = await cursor.fetchone()
    if row is None:
        raise NotFound
    return with_live(row)


async def create(use: Resources, new: bodies.NewInterface) -> tuple[UUID, str]:
    """A new interface's uuid and revision. Raises Invalid, PackageFaults."""
    package = (await use.releases.head(new.interface_package, PREVIEW_BRANCH)).package
    _require_none(mistakes_in(package, new.config, new.branding))
    interface = uuid4()
    values = {
        "interface": interface,
        "name": new.interface_name,
        "package": new.interface_package,
        "config": Jsonb(new.config),
        "schema": Jsonb(new.schema_),
        "branding": Jsonb(new.branding),
    }
    async with use.database.transaction() as connection:
        created = await connection.execute(SQL["create_interface"], values)
        (revision,) = await created.fetchone() or ("",)
        await audit.record(
            connection, "interface created", interface=interface, package=new.interface_package
        )
    return interface, revision


async def change(use: Resources, interface: UUID, revision: str, new: bodies.InterfaceChange) -> Row:
    """The interface with the members of `new` that were sent, if it still has this revision ("*": any)."""
    row, sent = await find(use, interface), new.model_dump(exclude_unset=True)
    _require_changeable(row, revision)
    merged = {**row, **sent}
    _require_none(mistakes_in(await _package(use, row), merged["config"], merged["branding"]))
    values = {
        "interface": interface,
        "revision": revision,
        "name": sent.get("interface_name"),
        "config": Jsonb(sent["config"]) if "config" in sent else None,
        "branding": Jsonb(sent["branding"]) if "branding" in sent else None,
    }
    async with use.database.transaction() as connection:
        changed = await connection.execute(SQL["change_interface"], values)
        now = await read(connection, interface)
        if not changed.rowcount:
            raise ChangedMeanwhile(now["revision"])
        await audit.record(connection, "interface changed", interface=interface, members=", ".join(sent))
        await connection.execute(SQL["tell_change"], {"interface": interface})
    return now


async def archive(use: Resources, interface: UUID) -> Row:
    """No new tasks from now on. Raises NotFound."""
    async with use.database.transaction() as connection:
        archived = await connection.execute(SQL["archive_interface"], {"interface": interface})
        if archived.rowcount:
            await audit.record(connection, "interface archived", interface=interface)
        await connection.execute(SQL["tell_change"], {"interface": interface})
        return await read(connection, interface)


def with_live(row: Row) -> Row:
    """The live release's columns as one value, None when nothing was published yet."""
    live = {name: row[name] for name in ("digest", "version", "published_at", "published_by")}
    return {**row, "live": {**live, "commit": row["git_commit"]} if row["digest"] else None}


async def _package(use: Resources, row: Row) -> Package:
    """What config and branding are for: the package as it is previewed, or else as it is live. A package
    that is broken on `dev` does not keep anybody from correcting a text in production."""
    try:
        return (await use.releases.head(row["interface_package"], row["git_branch"])).package
    except (PackageFaults, RepositoryError):
        if row["digest"] is None:
            raise
        return await use.releases.get(row["interface_package"], row["digest"])


def _require_changeable(row: Row, revision: str) -> None:
    if revision not in ("*", row["revision"]):
        raise ChangedMeanwhile(row["revision"])
    if row["status"] == "archived":
        raise Archived


def _require_none(mistakes: list[Mistake]) -> None:
    if mistakes:
        raise Invalid(mistakes)
