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


async def purge(connection: Connection, age: timedelta) -> int:
    """Delete answers, drafts, files, contexts and assignees of tasks that ended longer than `age` ago; give
    how many tasks. One whose workflow was not told yet is left for the next time. Safe to stop and repeat."""
    purged = 0
    while found := await _batch(connection, age):
        purged += found
    await connection.execute(SQL["purge_execution_keys"], {"age": age})
    return purged


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
