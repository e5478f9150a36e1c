"""One publication carried out: fetch, gate, merge, flip, announce. Each step may be repeated at any time."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg import OperationalError

from api import interfaces, publications
from api.examination import Examined, GateRefused, broken, examine
from api.faults import Archived, NotFound
from api.flip import Flip, Superseded, flip
from api.interfaces import Row
from api.moving import Move, move_open_tasks
from api.preparing import prepare, tell_pushed
from api.queries import SQL
from api.releases import Release, folder_of
from api.resources import Resources
from mirror.git import RepositoryError
from mirror.merge import Merge, MergeConflict, Wish
from mirror.refused import Raced
from mirror.repository import FIRST_LIMIT, NotInRepository
from mirror.write import Signature
from renderer.faults import PackageFaults
from renderer.package import Package
from telemetry.metric import PUBLICATION_SECONDS

LIVE_BRANCH = "main"
LIMITS = {
    "fetch": FIRST_LIMIT + 10,
    "gate": 60.0,
    "merge": 30.0,
    "flip": 5.0,
    "tasks": 600.0,
    "announce": 5.0,
}  # seconds
PAUSES = (0.0, 0.2, 0.5, 1.0)  # seconds before it is begun again because others pushed to the live branch


@dataclass
class Note:
    """What a step has to tell when it is done."""

    detail: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


async def carry_out(use: Resources, wanted: Row) -> None:
    """Bring a running publication to its end, from wherever it was left.

    Raises OperationalError when Postgres is away: it is still running then, and can be carried out again.
    """
    try:
        if wanted["forgotten"] and not wanted["flipped"]:
            await _give_up(use, wanted["publication_id"])
        else:
            await _arrive(use, wanted)
            _measure(use, wanted, "done")
    except Superseded:
        pass
    except OperationalError:
        raise
    except Exception as fault:
        await _fail(use, wanted["publication_id"])
        _measure(use, wanted, "failed")
        if words_for(fault) is None:
            raise


def _measure(use: Resources, wanted: Row, outcome: str) -> None:
    seconds = (datetime.now(UTC) - wanted["requested_at"]).total_seconds()
    use.metrics.observe(PUBLICATION_SECONDS, max(0.0, seconds), outcome)


async def _arrive(use: Resources, wanted: Row) -> None:
    if not wanted["flipped"]:
        await _go_live(use, wanted)
    await _move_tasks(use, wanted)
    await _announce(use, wanted["publication_id"])


async def _go_live(use: Resources, wanted: Row) -> None:
    release, examined = await _merge_in_spite_of_others(use, wanted)
    async with _trying(use, wanted["publication_id"], "flip"):
        await flip(
            use,
            Flip(
                publication=wanted["publication_id"],
                interface=wanted["interface_uuid"],
                release=release,
                by=wanted["requested_by"],
                keeps_waiting=not examined.is_harmless,
            ),
        )


async def _merge_in_spite_of_others(use: Resources, wanted: Row) -> tuple[Release, Examined]:
    for pause in PAUSES:
        with suppress(Raced):
            return await _merge_what_passes(use, wanted)
        await asyncio.sleep(pause)
    return await _merge_what_passes(use, wanted)


async def _merge_what_passes(use: Resources, wanted: Row) -> tuple[Release, Examined]:
    """The release as it is on the live branch afterwards. Raises GateRefused, MergeConflict, Raced, ..."""
    publication, row = wanted["publication_id"], await interfaces.find(use, wanted["interface_uuid"])
    use.judge.prepare()
    async with _step(use, publication, "fetch"):
        await use.releases.fetch()
    async with _step(use, publication, "gate") as note:
        planned = await use.releases.plan(_wish(wanted, row))
        candidate = await _candidate(use, row, planned)
        examined = await examine(use, row, candidate)
        note.facts["findings"] = examined.findings
        if not examined.passes and not wanted["force"]:
            raise GateRefused(examined.findings)
        note.detail = _verdict(wanted, examined)
    async with _step(use, publication, "merge") as note:
        await use.releases.land(planned)
        await tell_pushed(use, planned.source_commit)
        prepared = await prepare(use, planned.digest)
        note.detail = f"{planned.target} is at {planned.commit}; {prepared}"
    return Release(planned.commit, candidate), examined


def _wish(wanted: Row, row: Row) -> Wish:
    """The moment is the request's, so that a repeated merge is the same commit."""
    at = int(wanted["requested_at"].timestamp())
    return Wish(
        folder=folder_of(row["interface_package"]),
        name=row["interface_name"],
        strategy=wanted["strategy"],
        author=Signature(wanted["requested_by"], "", at),
        committer=Signature("Interfaces", "", at),
        source=row["git_branch"],
        target=LIVE_BRANCH,
        at=wanted["seen_commit"] or "",
    )


async def _candidate(use: Resources, row: Row, planned: Merge) -> Package:
    package = await use.releases.get(row["interface_package"], planned.digest)
    if package.name != row["interface_package"]:
        raise NotInRepository(f"packages/{package.folder} is {package.name}, not {row['interface_package']}.")
    return package


def _verdict(wanted: Row, examined: Examined) -> str:
    tasks = examined.findings["open_tasks"]
    told = f"{tasks['open']} open tasks stay on their release; {tasks['stranded']} could not move to this one"
    return told if examined.passes else f"forced by {wanted['requested_by']}: {wanted['reason']}; {told}"


async def _move_tasks(use: Resources, wanted: Row) -> None:
    """Open tasks go along where the package that is live asks for it and they fit."""
    row = await interfaces.find(use, wanted["interface_uuid"])
    package = await use.releases.get(row["interface_package"], row["digest"])
    if package.manifest.task.open_tasks != "migrate-if-compatible":
        return
    async with _step(use, wanted["publication_id"], "tasks") as note:
        told = await move_open_tasks(use, Move(wanted["interface_uuid"], "", wanted["requested_by"]))
        note.detail = f"{told.moved} open tasks moved to {told.version}; {told.stayed} stay on their release"


async def _announce(use: Resources, publication: UUID) -> None:
    async with _trying(use, publication, "announce"), use.database.transaction() as line:
        await publications.record(line, publication, "announce", "running")
        await publications.record(line, publication, "announce", "done")
        if use.settings.on:
            await line.execute(SQL["want_deployment"], {"publication": publication})
        await publications.end(line, publication, "done")


async def _fail(use: Resources, publication: UUID) -> None:
    async with use.database.connection() as connection:
        await publications.end(connection, publication, "failed")


async def _give_up(use: Resources, publication: UUID) -> None:
    """It was interrupted so long ago that nobody waits for it."""
    detail = "It was interrupted and not taken up again in time. Publish again."
    async with use.database.transaction() as connection:
        await publications.record(connection, publication, "fetch", "failed", detail)
        await publications.end(connection, publication, "failed")


@asynccontextmanager
async def _step(use: Resources, publication: UUID, name: str) -> AsyncIterator[Note]:
    """Record a step's start and end."""
    await _record(use, publication, name, "running", Note())
    async with _trying(use, publication, name) as note:
        yield note
    await _record(use, publication, name, "done", note)


@asynccontextmanager
async def _trying(use: Resources, publication: UUID, name: str) -> AsyncIterator[Note]:
    """Limit a step's time, and record why it failed. What ends well is recorded in its own transaction."""
    note = Note()
    try:
        async with asyncio.timeout(LIMITS[name]):
            yield note
    except (OperationalError, Superseded):
        raise
    except Exception as fault:
        detail, facts = words_for(fault) or ("Something broke on our side; the log says where.", {})
        await _record(use, publication, name, "failed", Note(detail, {**note.facts, **facts}))
        raise


async def _record(
    use: Resources, publication: UUID, step: str, status: publications.Status, note: Note
) -> None:
    async with use.database.transaction() as connection:
        await publications.record(connection, publication, step, status, note.detail, note.facts)


def words_for(fault: Exception) -> tuple[str, Mapping[str, Any]] | None:
    """What a record keeps of a foreseeable fault; None for all others."""
    match fault:
        case GateRefused():
            return str(fault), {"findings": fault.findings}
        case PackageFaults():
            return "The package has faults.", {"findings": broken(fault)}
        case MergeConflict():
            return str(fault), {"files": list(fault.files)}
        case RepositoryError():
            return str(fault), {}
        case TimeoutError():
            return "It took too long. Publish again.", {}
        case Archived():
            return "The interface is archived.", {}
        case NotFound():
            return "The interface is not there any more.", {}
    return None
