"""Row 30: kill -9 of the edge while it hands an answer in. Sending the same form again, which has the same
key, leads on to the same page, and there is one answer."""

import threading
from collections import Counter
from contextlib import suppress
from itertools import cycle, islice

import httpx2

from tests.api.running import RunningApi, Task
from tests.api.test_submissions import effects
from tests.faults.holding import POINTS, killed
from tests.support.serving import free_port
from tests.trials.place import place
from tests.trials.table import Row

FORM = {"action": "approve", "note": "fine with me", "amount": "12.5", "$key": "k" * 22}


TOGETHER = 4  # forms that are on their way when an edge is killed


def edges(times: int) -> Row:
    """Cut off `times` forms, some with each edge."""
    wrong: Counter[str] = Counter()
    with place() as ground:
        people = ground.people(api := ground.api())
        interface, port = people.published(), free_port()
        edge = ground.edge(api, port)
        with _browser(edge.url, ground.issuer.mint.mint("member")) as browser:
            for point in islice(cycle(POINTS), times // TOGETHER):
                tasks = [people.task(interface) for _ in range(TOGETHER)]
                for task in tasks:
                    people.member.get(task.read_path)
                with killed(people.settings, edge, point, TOGETHER):
                    senders = [threading.Thread(target=_lost, args=(browser, task)) for task in tasks]
                    for sender in senders:
                        sender.start()
                for sender in senders:
                    sender.join()
                edge = ground.edge(api, port)
                wrong.update(
                    f"{point}: {fault}" for task in tasks if (fault := _fault(browser, people, task))
                )
    told = f"at {len(POINTS)} points, {TOGETHER} in each of {times // TOGETHER} kills; "
    told += str(dict(wrong)) if wrong else "0 lost, 0 doubled"
    return Row("30 kill -9 of the edge in mid-proxy", times, wrong.total(), told)


def _fault(browser: httpx2.Client, people: RunningApi, task: Task) -> str:
    """What is wrong with a form that was cut off, as it is and when it is sent again."""
    half = effects(people, task)
    again = [_send(browser, task) for _ in range(2)]
    whole = half in ((0, 0), (1, 1)) and again == [303, 303] and effects(people, task) == (1, 1)
    return "" if whole else f"{half}, then {again}, {effects(people, task)}"


def _lost(browser: httpx2.Client, task: Task) -> None:
    with suppress(httpx2.HTTPError):
        _send(browser, task)


def _send(browser: httpx2.Client, task: Task) -> int:
    path = f"/i/{task.workflow}/{task.node}/{task.execution}"
    return browser.post(path, data=FORM).status_code


def _browser(url: str, token: str) -> httpx2.Client:
    """Somebody who is signed in and shows a page of the edge."""
    headers = {
        "Cookie": f"interfaces_token={token}",
        "Accept": "text/html",
        "Origin": url,
        "Sec-Fetch-Site": "same-origin",
    }
    return httpx2.Client(base_url=url, headers=headers, timeout=30)
