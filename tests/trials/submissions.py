"""Row 29: kill -9 of the API in mid-submission, at each point in turn. One answer and one continuation, or
neither; what was acknowledged before is still there; the same again under the same key is accepted once."""

import threading
from collections import Counter
from contextlib import suppress
from itertools import cycle, islice

import httpx2

from tests.api.running import RunningApi, Task
from tests.api.test_submissions import effects, submit
from tests.faults.holding import POINTS, killed
from tests.support.serving import free_port
from tests.trials.place import place
from tests.trials.table import Row

TOGETHER = 5  # submissions that a process is killed in the middle of


def submissions(times: int) -> Row:
    """Cut off `times` submissions, some with each process; one more is acknowledged before each kill."""
    wrong: Counter[str] = Counter()
    with place() as ground:
        port = free_port()
        process = ground.api(port=port)
        people = ground.people(process)
        interface = people.published()
        for point in islice(cycle(POINTS), times // TOGETHER):
            before, *tasks = (people.task(interface) for _ in range(TOGETHER + 1))
            acknowledged = submit(people.member, before, key="k").status_code == 200
            with killed(people.settings, process, point, TOGETHER):
                senders = [threading.Thread(target=_send, args=(people, task)) for task in tasks]
                for sender in senders:
                    sender.start()
            for sender in senders:
                sender.join()
            process = ground.api(port=port)
            wrong.update(f"{point}: {fault}" for task in tasks for fault in _faults(people, task))
            if not acknowledged or effects(people, before) != (1, 1):
                wrong.update([f"{point}: acknowledged and gone"])
    told = str(dict(wrong)) if wrong else "0 acknowledged lost, 0 doubled"
    told = f"at {len(POINTS)} points, {TOGETHER} in each of {times // TOGETHER} kills; {told}"
    return Row("29 kill -9 in mid-submission", times, wrong.total(), told)


def _faults(people: RunningApi, task: Task) -> list[str]:
    """What is wrong with a submission that was cut off, as it is and when it is sent again."""
    half = effects(people, task)
    again = [submit(people.member, task, key="k").status_code for _ in range(2)]
    found = {
        "half done": half not in ((0, 0), (1, 1)),
        "the same again was refused": again != [200, 200],
        "not one effect": effects(people, task) != (1, 1) or acts(people, task) != 1,
    }
    return [fault for fault, true in found.items() if true]


def _send(people: RunningApi, task: Task) -> None:
    """To a process that will not live to answer."""
    with suppress(httpx2.HTTPError):
        submit(people.member, task, key="k")


def acts(people: RunningApi, task: Task) -> int:
    """How often the audit tells of the answer."""
    query = "SELECT 1 FROM interface_audit WHERE execution_uuid = %s AND what = 'answer submitted'"
    return len(people.query(query, task.execution))
