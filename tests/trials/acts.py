"""Row 28: kill -9 of the API at any moment under load. No act without its line in the audit, no line without
its act, and the chain holds."""

import random
import threading
import time
from contextlib import suppress

import httpx2
import psycopg
from psycopg.rows import dict_row

from api.audit_chain import Fault, verify
from api.queries import SQL
from tests.api.running import RunningApi
from tests.api.test_submissions import submit
from tests.support.serving import free_port, wait_until
from tests.trials.place import place
from tests.trials.table import Row

PEOPLE = 3
LONGEST = 0.2  # seconds that a process is worked with, after its first answer, before it is killed

SAME = "(SELECT count(*) FROM interface_audit a WHERE a.execution_uuid = t.execution_uuid AND what = '{}')"
MISSING = f"""
SELECT count(*) FROM interface_tasks t
 WHERE {SAME.format("task started")} <> 1
    OR {SAME.format("answer submitted")}
    <> (SELECT count(*) FROM interface_submissions s WHERE s.execution_uuid = t.execution_uuid)
"""
STRAY = """
SELECT count(*) FROM interface_audit a WHERE what IN ('task started', 'answer submitted')
   AND NOT EXISTS (SELECT FROM interface_tasks t WHERE t.execution_uuid = a.execution_uuid)
"""
KEPT = "SELECT count(*) FROM interface_submissions WHERE execution_uuid = ANY(%s::uuid[])"
UNSEALED = "SELECT (SELECT count(*) FROM interface_audit) - (SELECT count(*) FROM interface_audit_chain)"


def acts(times: int) -> Row:
    """Kill `times` processes while people start tasks and answer them."""
    done: list[str] = []
    with place() as ground:
        port, chance = free_port(), random.Random(times)
        process = ground.api(port=port)
        people = ground.people(process)
        interface = people.published()
        for _ in range(times):
            workers = [threading.Thread(target=_work, args=(people, interface, done)) for _ in range(PEOPLE)]
            for worker in workers:
                worker.start()
            known = len(done)
            wait_until(lambda known=known: len(done) > known, 60)
            time.sleep(chance.uniform(0, LONGEST))
            process.kill()
            for worker in workers:
                worker.join()
            process = ground.api(port=port)
        wait_until(lambda: people.query(UNSEALED) == [(0,)], 120)
        ((missing,),), ((stray,),) = people.query(MISSING), people.query(STRAY)
        ((kept,),) = people.query(KEPT, done)
        links, faults = _chain(ground.database)
    wrong = missing + stray + len(done) - kept + faults
    told = f"{len(done):,} answers acknowledged, {links:,} acts sealed"
    return Row("28 kill -9 at any moment, and the audit", times, wrong, told)


def _work(people: RunningApi, interface: str, done: list[str]) -> None:
    """Until nobody answers any more."""
    with suppress(httpx2.HTTPError, AssertionError):
        while True:
            task = people.task(interface)
            if submit(people.member, task, key="k").status_code == 200:
                done.append(task.execution)


def _chain(url: str) -> tuple[int, int]:
    """How many acts are sealed, and how many faults the chain has."""
    with psycopg.connect(url, row_factory=dict_row, options="-c timezone=UTC") as connection:
        rows = connection.execute(SQL["read_chain"]).fetchall()
    return len(rows), sum(isinstance(found, Fault) for found in verify(rows))
