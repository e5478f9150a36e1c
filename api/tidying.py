"""Once a day: releases that somebody may still see or go back to keep their ref, others lose it."""

import asyncio
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta

from psycopg import Error

from api.pool import Connection
from api.queries import SQL
from api.resources import Resources
from mirror.git import RepositoryError
from telemetry.log import Log

FIRST, EVERY = timedelta(minutes=10), timedelta(days=1)  # after this process became the one that does it


async def tidy_forever(use: Resources, log: Log) -> None:
    """What cannot be tidied now is tidied the next day."""
    pause = FIRST
    while True:
        await asyncio.sleep(pause.total_seconds())
        pause = EVERY
        try:
            await tidy_releases(use, log)
        except (Error, RepositoryError) as fault:
            log.warning("tidying waits", fault=type(fault).__name__)


async def tidy_releases(use: Resources, log: Log) -> None:
    """Raises psycopg's Error, RepositoryError."""
    age = timedelta(days=use.settings.release_days)
    async with use.database.connection() as connection:
        wanted = await wanted_releases(connection, age)
    done = await use.releases.tidy(wanted, (datetime.now(UTC) - age).timestamp())
    log.info("releases tidied", given=done.given, taken=done.taken)


async def wanted_releases(connection: Connection, age: timedelta) -> AbstractSet[str]:
    """The commits of releases that are live, that tasks are pinned to, or that went live since `age` ago."""
    found = await connection.execute(SQL["wanted_releases"], {"age": age})
    return {commit for (commit,) in await found.fetchall()}
