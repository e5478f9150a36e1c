"""The worker of an API process that carries publications out, one at a time over all processes."""

import asyncio
from contextlib import suppress

from psycopg import AsyncConnection, Error

from api import publications
from api.pool import watchful
from api.publications import WORK
from api.publishing import carry_out
from api.resources import Resources
from api.unforeseen import where
from telemetry.log import Log

POLL = 5.0  # seconds until somebody else's unfinished publication is found

_LOCK = 7_206_114_020_312  # any number, the same for every process; one database has one repository


async def publish_forever(use: Resources, log: Log) -> None:
    """Take up what is unfinished, at once and whenever told; what a dead process left, in time."""
    with use.changes.seat(WORK) as wanted:
        while True:
            wanted.clear()
            try:
                if await publications.running(use):
                    await _work(use, log)
            except Error as fault:  # Postgres is away, or not migrated yet
                log.warning("publishing waits", fault=type(fault).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await wanted.wait()


async def _work(use: Resources, log: Log) -> None:
    """Under the lock until nothing is left. The lock is the connection's: a killed process holds nothing."""
    url = use.settings.database_url.get_secret_value()
    async with await AsyncConnection.connect(watchful(url), autocommit=True) as line:
        await line.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        while waiting := await publications.running(use):
            try:
                await carry_out(use, waiting[0])
            except Error:
                raise
            except Exception as fault:
                log.error("publication broke", publication=waiting[0]["publication_id"], fault=where(fault))
