"""The record of publications: who asked for what, each step, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from api import interfaces
from api.faults import Archived, MovedOn, NotFound
from api.pool import Connection
from api.queries import SQL
from api.resources import Resources

Row = Mapping[str, Any]
Status = Literal["running", "done", "failed"]

RESUMABLE = timedelta(minutes=10)  # what was interrupted longer ago is not wanted any more

WORK = UUID(int=0)  # whoever sits here is told when there is something to publish


@dataclass(frozen=True)
class Wish:
    """What somebody asked for. A repeated `key` (idempotency) stands for the same publication."""

    interface: UUID
    kind: Literal["publish", "rollback"]
    strategy: Literal["merge", "package"] | None
    force: bool
    reason: str
    key: str | None
    by: str
    seen: str | None = None  # the preview's commit that is to go live; None: whatever is there


async def request(use: Resources, wish: Wish) -> UUID:
    """The new publication, or the one that runs already or was asked for under the same key.

    Raises NotFound, Archived, MovedOn, and RepositoryError when what was seen cannot be compared.
    """
    row = await interfaces.find(use, wish.interface)
    if row["status"] == "archived":
        raise Archived
    async with use.database.connection() as connection:
        found = await requested(connection, wish)
    if found is None and wish.seen:
        await _require_newest(use, row, wish.seen)
    while found is None:
        async with use.database.connection() as connection:
            found = await enter(connection, wish, "running") or await requested(connection, wish)
    use.changes.tell(WORK)
    return found


async def _require_newest(use: Resources, row: Row, seen: str) -> None:
    """The author saw this commit. What came since is not theirs to publish unseen."""
    await use.releases.fetch()
    newest = await use.releases.commit(row["git_branch"])
    if newest != seen:
        raise MovedOn(newest)


async def enter(connection: Connection, wish: Wish, state: Status) -> UUID | None:
    """A new request's id; None when one is running or the key was used before."""
    values = {**vars(wish), "publication": uuid4(), "requested_by": wish.by, "state": state}
    return await _id(connection, "request_publication", values)


async def requested(connection: Connection, wish: Wish) -> UUID | None:
    """The publication that stands in the way of a new request, if it still does."""
    return await _id(connection, "find_requested", vars(wish))


async def running(use: Resources) -> Sequence[Row]:
    """Everything that has not ended, the oldest first."""
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["running_publications"], {"resumable": RESUMABLE})
        return await cursor.fetchall()


async def record(
    connection: Connection,
    publication: UUID,
    step: str,
    status: Status,
    detail: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to the story, and tell whoever watches."""
    values = {
        "publication": publication,
        "step": step,
        "status": status,
        "detail": detail,
        "facts": Jsonb(facts or {}),
    }
    await connection.execute(SQL["record_step"], values)
    await connection.execute(SQL["tell_change"], {"interface": publication})


async def end(connection: Connection, publication: UUID, state: Status) -> None:
    await connection.execute(SQL["end_publication"], {"publication": publication, "state": state})
    await connection.execute(SQL["tell_change"], {"interface": publication})


async def find(use: Resources, publication: UUID) -> Row:
    """One publication with its story. Raises NotFound."""
    async with use.database.transaction() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["find_publication"], {"publication": publication})
        row = await cursor.fetchone()
        if row is None:
            raise NotFound
        await cursor.execute(SQL["list_steps"], {"publication": publication})
        lines = await cursor.fetchall()
    told = [line["facts"]["findings"] for line in lines if "findings" in line["facts"]]
    return {**_with_url(row), "steps": steps_of(lines), "findings": told[-1] if told else None}


async def history(use: Resources, interface: UUID) -> list[Row]:
    """An interface's publications, the latest first. Raises NotFound."""
    await interfaces.find(use, interface)
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["list_publications"], {"interface": interface})
        return [_with_url(row) for row in await cursor.fetchall()]


def steps_of(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The story's lines as steps; one that was begun again is told as it went the last time."""
    steps: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line["status"] == "running" and "deployment" not in line["facts"]:  # those only go on
            steps.pop(line["step"], None)
        begun = steps.setdefault(line["step"], {"name": line["step"], "started_at": line["at"]})
        begun["status"], begun["detail"] = line["status"], line["detail"]
        begun["ended_at"] = None if line["status"] == "running" else line["at"]
        begun["files"] = line["facts"].get("files", [])
    return list(steps.values())


async def _id(connection: Connection, query: str, values: Mapping[str, Any]) -> UUID | None:
    row = await (await connection.execute(SQL[query], values)).fetchone()
    found: UUID | None = row[0] if row else None
    return found


def _with_url(row: Row) -> Row:
    url = f"/publications/{row['publication_id']}"
    return {**row, "publication_url": url, "commit": row["git_commit"]}
