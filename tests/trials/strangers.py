"""Row 25: somebody who guesses: tasks of others, tasks that are not there, right ones under another workflow.
Each gets the same answer, and takes as long as the others."""

import json
import statistics
import time
from collections import defaultdict
from uuid import uuid4

import httpx2

from identity.issuer import AUTHOR
from tests.api.running import RunningApi, Task
from tests.trials.place import place
from tests.trials.table import Row

OF_EACH_OTHER = 0.25  # how far the kinds' usual times may be apart, as a part of one


def strangers(times: int) -> Row:
    """`times` guesses, the kinds in turn."""
    with place() as ground:
        people = ground.people(ground.api())
        seen, took = _guess(people, times)
    usual = {kind: statistics.median(each) for kind, each in took.items()}
    apart = max(usual.values()) / min(usual.values()) - 1
    wrong = len(seen) - 1 + (apart > OF_EACH_OTHER)
    shown = ", ".join(f"{kind} {seconds * 1000:.1f} ms" for kind, seconds in usual.items())
    return Row("25 guessed tasks look the same", times, wrong, f"{len(seen)} kind of answer; usually {shown}")


def _guess(people: RunningApi, times: int) -> tuple[set[str], dict[str, list[float]]]:
    """Every different answer, and the seconds that each kind took."""
    theirs = [people.task(assigned_user_id=AUTHOR.subject) for _ in range(10)]
    mine = [people.task() for _ in range(10)]
    seen: set[str] = set()
    took: dict[str, list[float]] = defaultdict(list)
    for number in range(times):
        foreign, own = theirs[number % 10], mine[number % 10]
        task = {
            "foreign": foreign,
            "unknown": Task(str(uuid4()), str(uuid4()), str(uuid4())),
            "misaddressed": Task(str(uuid4()), own.execution, own.node),
        }
        kind = list(task)[number % 3]
        begun = time.perf_counter()
        answer = people.member.get(task[kind].read_path)
        took[kind].append(time.perf_counter() - begun)
        seen.add(_shape(answer))
    return seen, took


def _shape(answer: httpx2.Response) -> str:
    """All that can be told of an answer, apart from its own id and the time."""
    body = {name: value for name, value in answer.json().items() if name != "request_id"}
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "x-request-id")}
    return json.dumps([answer.status_code, body, headers], sort_keys=True)
