"""Moves open tasks to another release where what they show and what was saved still fits."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anyio.to_thread import run_sync
from psycopg.rows import dict_row

from api import interfaces
from api.faults import Invalid, Mistake
from api.nodes import NodeKey
from api.people_data import from_bytes
from api.pool import Connection
from api.queries import SQL
from api.releases import Release
from api.resources import Resources
from mirror.git import RepositoryError
from renderer.faults import PackageFaults
from renderer.package import Package
from renderer.stranded import OpenTask, Stranded, stranded

PAGE = 200  # tasks that are looked up at a time
NAMED = 100  # tasks that stay and are named


@dataclass(frozen=True)
class Move:
    """`to`: a digest or version that was live once, "" for what is live. `dry_run`: only look."""

    interface: UUID
    to: str
    by: str
    dry_run: bool = False


@dataclass
class Moved:
    """`stayed` counts all that do not fit, `examples` names the first of them and why."""

    digest: str
    version: str
    dry_run: bool
    moved: int = 0
    stayed: int = 0
    examples: list[Stranded] = field(default_factory=list)

    def count(self, lost: Sequence[Stranded]) -> None:
        """One more task: `lost` says why it cannot be moved, or is empty."""
        self.moved += not lost
        self.stayed += bool(lost)
        self.examples += lost[: NAMED - len(self.examples)]


async def move_open_tasks(use: Resources, wanted: Move) -> Moved:
    """Move each task that fits, in a transaction of its own; the others keep their release.

    Repeating it moves what is left. Raises NotFound, Invalid, and RepositoryError or PackageFaults when the
    release cannot be read.
    """
    row = await interfaces.find(use, wanted.interface)
    release = await _target(use, row, wanted.to)
    package = release.package
    told = Moved(package.digest, package.manifest.version, wanted.dry_run)
    async for key, pinned in _movable(use, wanted.interface, package.digest):
        current = await _current(use, row, pinned)
        values = {**key.parameters(), "from": pinned, "digest": package.digest, "commit": release.commit}
        async with use.database.transaction() as connection:
            task = await _hold(use, connection, key, values)
            if task is None:  # answered, expired or moved meanwhile
                continue
            lost = await run_sync(stranded, package, [task], current)
            told.count(lost)
            if not lost and not wanted.dry_run:
                await connection.execute(SQL["move_task"], {**values, "by": wanted.by})
    return told


async def _target(use: Resources, row: interfaces.Row, to: str) -> Release:
    values = {"interface": row["interface_uuid"], "to": to}
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["find_move_target"], values)
        found = await cursor.fetchone()
    if found is None:
        raise Invalid([Mistake("/to", "unknown", "was never live here; see the interface's publications")])
    return Release(found["git_commit"], await use.releases.get(row["interface_package"], found["digest"]))


async def _movable(use: Resources, interface: UUID, digest: str) -> AsyncIterator[tuple[NodeKey, str]]:
    """Tasks with the release they have now."""
    last = NodeKey(UUID(int=0), UUID(int=0))
    while page := await _page(use, interface, digest, last):
        for found in page:
            yield found
        last, _ = page[-1]


async def _page(use: Resources, interface: UUID, digest: str, last: NodeKey) -> Sequence[tuple[NodeKey, str]]:
    values = {"interface": interface, "digest": digest, "most": PAGE, **last.parameters()}
    async with use.database.connection() as connection:
        found = await connection.execute(SQL["movable_tasks"], values)
        return [(NodeKey(execution, node), pinned) for execution, node, pinned in await found.fetchall()]


async def _current(use: Resources, row: interfaces.Row, digest: str) -> Package | None:
    """The release a task has; None when it cannot even be shown as it is: the new one alone decides."""
    try:
        return await use.releases.get(row["interface_package"], digest)
    except (RepositoryError, PackageFaults):
        return None


async def _hold(
    use: Resources, connection: Connection, key: NodeKey, values: Mapping[str, object]
) -> OpenTask | None:
    """The draft is read after the lock: who saves holds the task too."""
    held = await (await connection.execute(SQL["hold_task"], values)).fetchone()
    if held is None:
        return None
    saved = await (await connection.execute(SQL["read_draft"], values)).fetchone()
    context = _opened(use, key, "interface_tasks", "context", held[0])
    draft = _opened(use, key, "interface_drafts", "draft", saved[0]) if saved else None
    return OpenTask(f"{key.execution}/{key.node}", context, draft)


def _opened(use: Resources, key: NodeKey, table: str, column: str, sealed: bytes) -> Any:
    return from_bytes(use.cipher.decrypt(sealed, key.place(table, column)))
