"""Seals the audit while the API runs, and tells the log where the chain ends."""

import asyncio

from psycopg import Error

from api.audit_chain import EVERYTHING, RECENT, seal
from api.resources import Resources
from telemetry.log import Log

PAUSE = 0.5  # seconds between looks for new acts


async def seal_forever(use: Resources, log: Log) -> None:
    """The first look is at everything. The log's lines let anybody prove later that nothing was cut off."""
    depth = EVERYTHING
    while True:
        try:
            async with use.database.transaction() as connection:
                end = await seal(connection, depth)
            if end is not None:
                log.info("audit sealed", end=str(end))
                continue
            depth = RECENT
        except Error as fault:  # Postgres is away, not migrated yet, or another process seals
            log.warning("sealing waits", fault=type(fault).__name__)
        await asyncio.sleep(PAUSE)
