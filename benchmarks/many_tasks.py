"""What people wait for while few tasks are in the database, and while there are many.

    python -m benchmarks.many_tasks [--tasks N] [--json]

Two deployments side by side, each with its own Postgres, API and edge: one whose tables hold a thousand
tasks, one with many. The same is done in both in turn: a task is started, its page opened twice (the first
time pins its release), and its answers handed in. Nine of ten tasks in the tables are submitted, with their
outbox rows; what is encrypted in them is as long as usual, and never read.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

import psycopg

from benchmarks.figures import parser, summary, tell
from tests.api.origin import ANSWER
from tests.support.numbered import Visitor, numbered, visitor
from tests.trials.place import place

FEW = 1_000
TIMES, WARM_UP = 200, 20
ANSWERS = {"response_data": ANSWER}
ACTS = ("start", "first_page", "page", "submit")

T = TypeVar("T")

_FILL = """
CREATE TEMPORARY TABLE made AS
SELECT gen_random_uuid() AS execution, gen_random_uuid() AS node, gen_random_uuid() AS workflow, n
FROM generate_series(1, {tasks}) AS n;
INSERT INTO workflow_execution_nodes (execution_uuid, node_uuid, interface_uuid, interface_response)
SELECT execution, node, '{interface}', decode(repeat('00', 400), 'hex') FROM made;
INSERT INTO interface_tasks
    (execution_uuid, node_uuid, workflow_uuid, interface_uuid, status, context, pinned_digest, pinned_commit)
SELECT execution, node, workflow, '{interface}', CASE WHEN n % 10 = 0 THEN 'open' ELSE 'submitted' END,
    decode(repeat('00', 400), 'hex'), repeat('d', 40), repeat('c', 40) FROM made;
INSERT INTO interface_submissions (execution_uuid, node_uuid, idempotency_key, submitted_by, submitted_at)
SELECT execution, node, n::text, decode(repeat('00', 60), 'hex'), now() FROM made WHERE n % 10 <> 0;
INSERT INTO interface_outbox (message_id, kind, execution_uuid, node_uuid, delivered_at)
SELECT gen_random_uuid(), 'submitted', execution, node, now() FROM made WHERE n % 10 <> 0;
"""


@dataclass(frozen=True)
class Town:
    """One deployment with its people."""

    who: Visitor
    interface: str
    took: dict[str, list[float]]

    def live(self) -> None:
        """One task's whole life."""
        task = self._timed("start", lambda: self.who.api.task(self.interface))
        self._timed("first_page", lambda: self.who.open(task))
        self._timed("page", lambda: self.who.open(task))
        answer = self._timed(
            "submit",
            lambda: self.who.api.member.patch(
                f"{task.path}/submit", json=ANSWERS, headers={"Idempotency-Key": task.execution}
            ),
        )
        answer.raise_for_status()

    def _timed(self, act: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        done = work()
        self.took[act].append((time.perf_counter() - began) * 1000)
        return done


def run(tasks: int) -> dict[str, object]:
    """Milliseconds of each act, in both."""
    with ExitStack() as stack:
        towns = {number: _town(stack, number) for number in (FEW, tasks)}
        for number in range(TIMES + WARM_UP):
            if number == WARM_UP:
                for town in towns.values():
                    town.took.clear()
            for town in towns.values():
                town.live()
    few, many = (_told(town.took) for town in towns.values())
    return {"times": TIMES, "tasks": tasks, "few": few, "many": many}


def _town(stack: ExitStack, tasks: int) -> Town:
    ground = stack.enter_context(place())
    api = ground.api()
    who = visitor(ground.people(api), ground.edge(api))
    stack.callback(who.http.close)
    ground.origin.commit(numbered(1), "dev")
    interface = who.api.published()
    with psycopg.connect(ground.database, autocommit=True) as database:
        for statement in _FILL.format(tasks=tasks, interface=interface).strip().split(";\n"):
            database.execute(statement.encode())
        database.execute("VACUUM ANALYZE")
    return Town(who, interface, defaultdict(list))


def _told(took: Mapping[str, list[float]]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for act in ACTS:
        figures |= summary(act, took[act])
    return figures


def main() -> None:
    what = "What people wait for while few tasks are in the database, and while there are many."
    chosen = parser(what, "tasks", 1_000_000).parse_args()
    found = run(chosen.tasks)
    tell(found, chosen.json, [f"{name}: {told}" for name, told in found.items()])


if __name__ == "__main__":
    main()
