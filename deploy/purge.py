"""Retention, as the command line has it: run it every day."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from psycopg import AsyncConnection

from api.purge import purge
from deploy.database import database_url, told


def purge_old(days: int, say: Callable[[str], None]) -> None:
    """Delete what people told in tasks that ended more than `days` days ago."""
    with told():
        purged, left = asyncio.run(_purge(days))
        say(f"{purged} tasks were purged; the audit names each.")
        if left:
            say(f"{left} are left until their workflow was told: interfaces outbox")


async def _purge(days: int) -> tuple[int, int]:
    async with await AsyncConnection.connect(
        database_url(), autocommit=True, connect_timeout=5
    ) as connection:
        return await purge(connection, timedelta(days=days))
