"""Row 36: people go on opening and sending forms while release after release goes live and is taken back.
No request fails, and no page stands beside the assets of another release."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.api.running import RunningApi, Task
from tests.support.forked import Forked
from tests.support.numbered import Visitor, number_in, numbered, visitor
from tests.trials.place import Place, place
from tests.trials.table import Row

VISITORS = 2  # at once
PAUSE = 0.1  # seconds between two visits of one of them
ANSWER = {"response_data": {"action": "approve", "note": "fine"}}


@dataclass
class Seen:
    """What the visitors met with, over all threads."""

    pages: Counter[int] = field(default_factory=Counter)  # by release
    faults: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)


def load(times: int) -> Row:
    """Publish a new release and take it back, `times` times, under steady visits."""
    with place() as ground:
        api = ground.api()
        edge, people = ground.edge(api), ground.people(api)
        ground.origin.commit(numbered(1), "dev")
        interface = people.published()
        with _visits(ground, api, edge, interface) as seen:
            for number in range(2, times + 2):
                _there_and_back(ground, people, interface, number, seen)
    pages, releases = seen.pages.total(), len(seen.pages)
    told = f"{times} publishes and rollbacks, {pages:,} pages of {releases} releases"
    told += f"; {dict(seen.faults)}" if seen.faults else ""
    tried = pages if releases > times else 0  # every one of them was seen by somebody
    return Row("36 publish and rollback under load: 0 failed, 0 mixed", tried, seen.faults.total(), told)


def _there_and_back(ground: Place, people: RunningApi, interface: str, number: int, seen: Seen) -> None:
    before = people.author.get(f"/interfaces/{interface}").json()["live"]["digest"]
    ground.origin.commit(numbered(number), "dev")
    people.publish(interface)
    _wait_for(seen, number)
    answer = people.author.post(
        f"/interfaces/{interface}/rollback", json={"digest": before, "reason": "a trial"}
    )
    if answer.status_code != 202:
        seen.faults[f"rollback: {answer.status_code}"] += 1


def _wait_for(seen: Seen, number: int) -> None:
    """Until somebody has been shown this release."""
    end = time.monotonic() + 60
    while number not in seen.pages and time.monotonic() < end:
        time.sleep(0.01)


@contextmanager
def _visits(ground: Place, api: Forked, edge: Forked, interface: str) -> Iterator[Seen]:
    seen = Seen()
    visitors = [visitor(ground.people(api), edge) for _ in range(VISITORS)]
    threads = [threading.Thread(target=_visit, args=(each, interface, seen)) for each in visitors]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        seen.over.set()
        for thread in threads:
            thread.join()
        for each in visitors:
            each.http.close()


def _visit(who: Visitor, interface: str, seen: Seen) -> None:
    """A form that was opened is sent one visit later: what went live in between is not its business."""
    opened: Task | None = None
    while not seen.over.wait(PAUSE):
        try:
            task = who.api.task(interface)
            page = who.open(task)
            beside = {number_in(asset) for asset in who.assets(page)} - {0}  # the engine's have none
            if opened:
                who.api.member.patch(f"{opened.path}/submit", json=ANSWER).raise_for_status()
            opened = task
        except Exception as fault:  # whatever it is, it is what the trial looks for
            seen.faults[f"{type(fault).__name__}: {str(fault)[:80]}"] += 1
            continue
        seen.pages[number_in(page)] += 1
        if beside != {number_in(page)}:
            seen.faults[f"mixed: {number_in(page)} beside {beside}"] += 1
