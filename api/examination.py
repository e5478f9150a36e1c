"""The gate as publishing uses it: the package judged, its customisation, and what open tasks would lose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anyio.to_thread import run_sync
from psycopg.rows import dict_row

from api.gate_inside import Trial, plain
from api.interfaces import Row
from api.nodes import NodeKey
from api.people_data import from_bytes
from api.queries import SQL
from api.resources import Resources
from mirror.git import RepositoryError
from renderer.faults import PackageFaults
from renderer.package import Package
from renderer.stranded import OpenTask, stranded

MOST_TASKS = 2_000  # that are looked at
NAMED_TASKS = 20  # that are named

Findings = dict[str, Any]


class GateRefused(Exception):
    """The gate found faults and nobody forces it."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        super().__init__(
            f"{len(findings['faults'])} faults; correct them, or publish with force and a reason."
        )


@dataclass(frozen=True)
class Examined:
    """`findings` is the verdict as JSON with open_tasks; `is_harmless`: open tasks could go along."""

    findings: Findings
    passes: bool
    is_harmless: bool


async def examine(use: Resources, row: Row, candidate: Package) -> Examined:
    """Judge what would be published against what is live.

    Raises PackageFaults when a page of it takes more than pages may: nothing can force that upon people.
    """
    live = await _live(use, row)
    found = await use.judge.verdict(_trial(live, candidate, row))
    open_tasks = await _open_tasks(use, row["interface_uuid"], live, candidate)
    findings = {**found, "open_tasks": open_tasks}
    return Examined(findings, found["passes"], found["compatible"] and not open_tasks["stranded"])


def broken(fault: PackageFaults) -> Findings:
    """The findings of a package that does not even load."""
    return {"passes": False, "package": fault.package, "faults": plain(fault.faults)}


def _trial(live: Package | None, candidate: Package, row: Row) -> Trial:
    return Trial(
        candidate.folder,
        dict(live.files) if live else None,
        dict(candidate.files),
        row["config"],
        row["branding"],
    )


async def _live(use: Resources, row: Row) -> Package | None:
    if row["digest"] is None:
        return None
    try:
        return await use.releases.get(row["interface_package"], row["digest"])
    except (RepositoryError, PackageFaults):  # it is gone from the repository: nothing to compare with
        return None


async def _open_tasks(use: Resources, interface: UUID, live: Package | None, candidate: Package) -> Findings:
    """How many open tasks there are on other releases, and which of them could not be moved to this one."""
    values = {"interface": interface, "digest": candidate.digest, "most": MOST_TASKS}
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["open_tasks"], values)
        rows = await cursor.fetchall()
    lost = await run_sync(
        lambda: stranded(candidate, (_task(use, row) for row in rows), live), abandon_on_cancel=True
    )
    return {"open": len(rows), "stranded": len(lost), "examples": plain(lost[:NAMED_TASKS])}


def _task(use: Resources, row: Mapping[str, Any]) -> OpenTask:
    key = NodeKey(row["execution_uuid"], row["node_uuid"])
    context = from_bytes(use.cipher.decrypt(row["context"], key.place("interface_tasks", "context")))
    draft = row["draft"] and from_bytes(
        use.cipher.decrypt(row["draft"], key.place("interface_drafts", "draft"))
    )
    return OpenTask(f"{key.execution}/{key.node}", context, draft)
