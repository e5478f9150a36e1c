"""What was published becomes images and runs: followed by one API process at a time, beside publishing."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from psycopg import AsyncConnection, Error

from api import publications
from api.container.deployer import Deployer, Paces
from api.container.failures import AwsExtraMissing, DeploymentFailed
from api.container.state import State, Status
from api.pool import Connection, watchful
from api.queries import SQL
from api.resources import Resources
from api.settings import Settings
from api.unforeseen import where
from telemetry.log import Log

POLL = 5.0  # seconds between looks for something to deploy

_LOCK = 7_206_114_020_314  # any number, the same for every process


@dataclass(frozen=True)
class Wanted:
    """`overtaken`: a later deployment waits that holds this commit too."""

    publication: UUID
    commit: str
    overtaken: bool


async def deploy_forever(use: Resources, log: Log) -> None:
    """Take up what waits, and what another process left. Returns at once where the container path is off."""
    while use.settings.on:
        try:
            async with use.database.connection() as connection:
                waits = await _next(connection)
            if waits:
                await _work(use.settings)
        except Error as fault:  # Postgres is away, or not migrated yet
            log.warning("deployments wait", fault=type(fault).__name__)
        except Exception as fault:
            log.error("a deployment broke", fault=where(fault))
        await asyncio.sleep(POLL)


async def _work(settings: Settings) -> None:
    """Until nothing is left, unless another process does it. What happens is recorded over the line that
    holds the lock: who has lost the one cannot do the other."""
    url = settings.database_url.get_secret_value()
    async with await AsyncConnection.connect(watchful(url), autocommit=True) as line:
        got = await line.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,))
        if await got.fetchone() == (True,):
            while wanted := await _next(line):
                await _deploy(settings, line, wanted)


async def _deploy(settings: Settings, line: Connection, wanted: Wanted) -> None:
    known = await _known(line, wanted.publication)
    async with aclosing(_states(settings, wanted, known)) as states:
        async for state in states:
            await _record(line, wanted.publication, state)
    await line.execute(SQL["end_deployment"], {"publication": wanted.publication})


async def _states(settings: Settings, wanted: Wanted, known: Sequence[State]) -> AsyncGenerator[State, None]:
    """What happens, as it happens; what was overtaken before it began does not begin."""
    if wanted.overtaken and not known:
        yield _build(settings, "done", "left to the build of a later publication, which holds this one too")
        return
    try:
        deployer = await asyncio.to_thread(Deployer, settings, Paces.of(settings))
    except (AwsExtraMissing, DeploymentFailed) as fault:
        yield _build(settings, "failed", str(fault))
        return
    async with aclosing(deployer.deploy(wanted.commit, str(wanted.publication), known)) as states:
        async for state in states:
            yield state


def _build(settings: Settings, status: Status, detail: str) -> State:
    return State("build", status, settings.codebuild_project, detail, datetime.now(UTC), "")


async def _next(connection: Connection) -> Wanted | None:
    row = await (await connection.execute(SQL["next_deployment"])).fetchone()
    return Wanted(*row) if row else None


async def _known(line: Connection, publication: UUID) -> list[State]:
    found = await line.execute(SQL["deployment_states"], {"publication": publication})
    return [State.of(state) for (state,) in await found.fetchall()]


async def _record(line: Connection, publication: UUID, state: State) -> None:
    """The service is part of a rollout's name: each is a step of its own."""
    step = "build" if state.step == "build" else f"rollout {state.subject}"
    facts = {"deployment": state.record()}
    async with line.transaction():
        await publications.record(line, publication, step, state.status, state.detail, facts)
