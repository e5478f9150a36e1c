"""What runs beside the requests, in one API process at a time: deliveries, reminders, expiry, the audit,
tidying."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from psycopg import AsyncConnection, Error

from api.dispatcher import Lane
from api.pool import Connection, watchful
from api.queries import SQL
from api.resources import Resources
from api.sealing import seal_forever
from api.tidying import tidy_forever
from api.unforeseen import where
from telemetry.log import Log

RETRY = 1.0  # seconds between attempts to be the one
SWEEP = 1.0  # seconds between looks at the clock

_LOCK = 7_206_114_020_313  # any number, the same for every process


async def work_forever(use: Resources, log: Log) -> None:
    """Be the one as soon as no other process is, and for as long as the connection holds."""
    url = use.settings.database_url.get_secret_value()
    while True:
        try:
            async with _lead(url) as line:
                await _work(use, log, line)
        except* Error as faults:
            log.warning("jobs wait", fault=type(faults.exceptions[0]).__name__)
        except* Exception as faults:
            for fault in faults.exceptions:
                log.error("a job broke", fault=where(fault))
        await asyncio.sleep(RETRY)


@asynccontextmanager
async def _lead(url: str) -> AsyncIterator[Connection]:
    """A connection that holds the lock and listens. A killed process holds nothing: another takes over."""
    async with await AsyncConnection.connect(watchful(url), autocommit=True) as line:
        while True:
            # Asked again and again: waiting inside Postgres would keep it from clearing away old rows.
            got = await line.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,))
            if await got.fetchone() == (True,):
                break
            await asyncio.sleep(RETRY)
        await line.execute("LISTEN interfaces_outbox")
        yield line


async def _work(use: Resources, log: Log, line: Connection) -> None:
    lanes = [Lane(use, target, log) for target in use.targets.by_name.values()]
    async with asyncio.TaskGroup() as group:
        group.create_task(_ring(line, lanes))
        group.create_task(_sweep(use, log, lanes))
        group.create_task(seal_forever(use, log))
        group.create_task(tidy_forever(use, log))
        for lane in lanes:
            group.create_task(lane.run())


async def _ring(line: Connection, lanes: Sequence[Lane]) -> None:
    """Wake the lanes when something was put into the outbox. Raises Error when the line is cut."""
    async for _ in line.notifies():
        for lane in lanes:
            lane.bell.set()


async def _sweep(use: Resources, log: Log, lanes: Sequence[Lane]) -> None:
    """Reminders and expiries whose moment has come go into the outbox."""
    while True:
        try:
            for query in ("queue_reminders", "queue_expiries"):
                async with use.database.connection() as connection:
                    queued = await connection.execute(SQL[query])
                if queued.rowcount:
                    log.info(query, count=queued.rowcount)
                    for lane in lanes:
                        lane.bell.set()
        except Error as fault:
            log.warning("sweeping waits", fault=type(fault).__name__)
        await asyncio.sleep(SWEEP)
