"""Deleting what people told, when its time is over; the audit keeps that it was deleted."""

from datetime import timedelta

from psycopg.rows import dict_row

from api import audit
from api.pool import Connection
from api.queries import SQL

BATCH = 100  # tasks in one transaction

_PARTS = (
    "purge_task_files",
    "purge_drafts",
    "purge_submissions",
    "purge_messages",
    "purge_responses",
    "purge_tasks",
)


async def purge(connection: Connection, age: timedelta) -> tuple[int, int]:
    """Delete answers, drafts, files, contexts and assignees of tasks that ended longer than `age` ago. Gives
    how many tasks, and how many are left for the next time: their workflow was not told yet, and what it is
    told has to be there. Safe to stop and repeat."""
    purged = 0
    while found := await _batch(connection, age):
        purged += found
    await connection.execute(SQL["purge_execution_keys"], {"age": age})
    left = await (await connection.execute(SQL["left_tasks"], {"age": age})).fetchone()
    return purged, left[0] if left else 0


async def _batch(connection: Connection, age: timedelta) -> int:
    async with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["ended_tasks"], {"age": age, "most": BATCH})
        tasks = await cursor.fetchall()
        for task in tasks:
            counts = {}
            for query in _PARTS:
                await cursor.execute(SQL[query], task)
                counts[query.removeprefix("purge_")] = cursor.rowcount
            await audit.record(
                connection,
                "data purged",
                execution=task["execution"],
                node=task["node"],
                who="operator",
                age_days=age.days,
                files=counts["task_files"],
                drafts=counts["drafts"],
                answers=counts["responses"],
            )
        return len(tasks)
