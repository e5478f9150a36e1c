"""Row 26: secrets put wherever people, programs and tokens can put some, while everything is logged that can
be. None is found in any log, refusal, audit row or reason that a message was not delivered."""

from itertools import product
from typing import Any

import httpx2

from tests.api.running import RunningApi, Task, bearer
from tests.trials.place import place
from tests.trials.table import Row

WORD = "canary"
JSON = {"Content-Type": "application/json"}


def spots(word: str) -> list[dict[str, Any]]:
    """Requests with the word in one place each. Where a page gives back what was typed is none of them."""
    return [
        {"params": {"token": word}},
        {"headers": {"X-Other": word}},
        {"headers": {"Referer": f"https://x.example/?{word}"}},
        {"headers": {"User-Agent": word}},
        {"headers": {"Cookie": f"other={word}"}},
        {"headers": {"Cookie": f"interfaces_token={word}"}},
        {"headers": {"Authorization": f"Bearer {word}"}},
        {"headers": {"Authorization": f"Basic {word}"}},
        {"headers": {"X-Amzn-Oidc-Data": word, "X-Amzn-Oidc-Accesstoken": word}},
        {"method": "PATCH", "json": {"response_data": {"note": word, "action": word, word: 1}}},
        {"method": "PATCH", "content": b'{"response_data": {"%b": NaN' % word.encode(), "headers": JSON},
        {"method": "PATCH", "content": word.encode(), "headers": {"Content-Type": word}},
        {"method": "POST", "data": {"note": word}, "headers": {"Origin": f"https://{word}.example"}},
    ]


def canaries(times: int) -> Row:
    """`times` secrets, each in a place of its own."""
    with place() as ground:
        api = ground.api(log_level="debug")
        edge, people = ground.edge(api), ground.people(api)
        told = _told(people, [api.url, edge.url], ground.issuer.mint.mint("member"), times)
        logs = b"".join(path.read_bytes() for path in ground.folder.glob("*.log")).decode()
        audit = str(people.query("SELECT * FROM interface_audit"))
        outbox = str(people.query("SELECT last_fault FROM interface_outbox"))
    places = {"logs": logs, "answers": "".join(told), "audit": audit, "outbox": outbox}
    found = [
        f"{name}: {word}"
        for name, text in places.items()
        for word in map(_word, range(times))
        if word in text
    ]
    missing = [name for name in ("logs", "answers", "audit") if not places[name]]
    counted = f"{len(told)} requests, {len(logs.splitlines())} lines of logs"
    return Row("26 canaries", times, len(found) + len(missing), ", ".join([counted, *found, *missing]))


def _word(number: int) -> str:
    return f"{WORD}{number:03}x"


def _told(people: RunningApi, urls: list[str], token: str, times: int) -> list[str]:
    """What was answered: with the word at each spot, by API and edge, signed in and not."""
    task = people.task(continuation={"task_token": _word(0)}, assigned_user_id=_word(1))
    people.member.put(f"{people.task().path}/draft", json={"draft": {"note": _word(2)}})
    kinds = list(product(range(len(spots(""))), urls, (token, "")))
    told = []
    with httpx2.Client(timeout=30) as client:
        for number in range(3, times):
            spot, url, signed_in = kinds[number % len(kinds)]
            told.append(_ask(client, url, signed_in, task, spots(_word(number))[spot]))
    return told


def _ask(client: httpx2.Client, url: str, token: str, task: Task, request: dict[str, Any]) -> str:
    """Status and all that came with it."""
    headers = {**bearer(token), **request.pop("headers", {})}
    method = request.pop("method", "GET")
    path = f"{task.path}/submit" if method == "PATCH" else f"/i/{task.workflow}/{task.node}/{task.execution}"
    answer = client.request(method, url + path, headers=headers, **request)
    return f"{answer.status_code} {answer.headers} {answer.text}"
