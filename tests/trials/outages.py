"""Row 32: Postgres restarts under load, every second time by kill -9. A quick 503 meanwhile, well again soon,
and nothing acknowledged is lost."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import psutil
import psycopg

from deploy.local.postgres import Postgres
from deploy.local.processes import ended
from tests.api.running import RunningApi, Task
from tests.api.test_submissions import effects, submit
from tests.trials.place import Place, place
from tests.trials.table import Row

PEOPLE, AHEAD = 3, 60  # who work at once; tasks that are ready before the first restart, for each
ANSWER, WELL = 2.5, 5.0  # seconds: 503 comes within two, and the machine has others to serve


@dataclass
class Told:
    """What people were told: accepted tasks, and how long each refusal took."""

    accepted: list[Task] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)


def outages(times: int) -> Row:
    """Restart it `times` times."""
    told, well = Told(), list[float]()
    with place() as ground:
        _durable(ground)
        people = ground.people(ground.api())
        interface = people.published()
        with _working(people, interface, told):
            for number in range(times):
                _stop(ground.server, hard=number % 2 == 1)
                ground.server.start()
                well.append(_well_again(people))
                time.sleep(0.3)  # people work with it for a moment
        lost = [task for task in told.accepted if effects(people, task) != (1, 1)]
    slow = [took for took in told.refused if took > ANSWER]
    late = [took for took in well if took > WELL]
    wrong = len(lost) + len(slow) + len(late) + len(told.odd)
    found = (
        f"{len(told.accepted):,} acknowledged, {len(lost)} lost; {len(told.refused):,} times 503, after "
        f"{max(told.refused, default=0):.1f} s at most; well again after {max(well):.1f} s at most"
    )
    return Row("32 Postgres restarts under load", times, wrong, found)


def _durable(ground: Place) -> None:
    """Other trials do without; here a crash must lose nothing that was committed."""
    with psycopg.connect(ground.database, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_commit = on")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def _working(people: RunningApi, interface: str, told: Told) -> Iterator[None]:
    """People answer tasks, each until it is accepted, for as long as the block."""
    over = threading.Event()
    ahead = [[people.task(interface) for _ in range(AHEAD)] for _ in range(PEOPLE)]
    workers = [threading.Thread(target=_answer, args=(people, tasks, told, over)) for tasks in ahead]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        over.set()
        for worker in workers:
            worker.join()


def _answer(people: RunningApi, tasks: list[Task], told: Told, over: threading.Event) -> None:
    """One after the other; a task that was answered is asked for again, as a page would."""
    key = uuid4().hex
    while not over.wait(0.02):
        task = tasks.pop(0)
        begun = time.monotonic()
        status = submit(people.member, task, key=key).status_code
        if status == 503:
            told.refused.append(time.monotonic() - begun)
            tasks.insert(0, task)
        elif status == 200:
            told.accepted.append(task)
            tasks.append(task)
        else:
            told.odd.append(status)


def _stop(server: Postgres, hard: bool) -> None:
    if not hard:
        server.stop()
        return
    main = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
    everyone = [main, *main.children(recursive=True)]
    for process in everyone:
        process.kill()
    assert all(ended(process, 20) for process in everyone)


def _well_again(people: RunningApi) -> float:
    """Seconds until the API answers again."""
    begun = time.monotonic()
    while people.author.get("/interfaces").status_code != 200:
        if time.monotonic() - begun > 60:
            return float("inf")
        time.sleep(0.02)
    return time.monotonic() - begun
