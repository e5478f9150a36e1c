"""Shifting traffic, as the command line has it: the routers do it, and this tells how far they are."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from deploy.faults import Refused
from deploy.local.client import Client

Say = Callable[[str], None]
Routers = Mapping[str, Client]  # by their URLs
Told = Mapping[str, Any]
POLL = 0.25  # seconds


@contextmanager
def operator(urls: Sequence[str], token: str) -> Iterator[Routers]:
    """Clients of these routers. Raises `Refused` without their token."""
    if not token:
        raise Refused("There is no token.", "Give the router's own: --token, or INTERFACES_ROUTER_TOKEN")
    with ExitStack() as stack:
        yield {url: stack.enter_context(Client(url, token)) for url in urls}


def wish(group: str, to: str, by: str, every: str, abort_on: str) -> Mapping[str, object]:
    """What the router is asked for. Raises `Refused` for what cannot be read."""
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", by)
    length = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([sm])", every)
    if not to:
        raise Refused("No group is named that gets the requests.", "Name it: --to green")
    if not percent:
        raise Refused(f"'{by}' is no step.", "Write it like --by 10%")
    if not length:
        raise Refused(f"'{every}' is no time.", "Write it like --every 30s or --every 5m")
    seconds = float(length[1]) * (60 if length[2] == "m" else 1)
    return {"group": group, "to": to, "by": float(percent[1]), "every": seconds, "abort_on": abort_on}


def shift(routers: Routers, wished: Mapping[str, object], say: Say) -> bool:
    """Tells each step. Whether all of the traffic moved, at every router; when one takes it back, all do.
    They go on when this is stopped."""
    told = _begun(routers, wished)
    last: dict[str, Told] = {}
    while _undecided(told):
        _say_news(told, last, say)
        time.sleep(POLL)
        told = {url: api.get(f"/-/shifts/{wished['group']}") for url, api in routers.items()}
    _say_news(told, last, say)
    if all(each["state"] == "done" for each in told.values()):
        say("Write it into the rules file now: under other rules than these it is forgotten.")
        return True
    for url, each in told.items():
        if "back" not in each["state"]:
            take_back({url: routers[url]}, str(wished["group"]), say)
    return False


def take_back(routers: Routers, group: str, say: Say) -> None:
    """At all of them, also when one does not know of it. Raises `Refused` when none does."""
    told = {url: api.drop(f"/-/shifts/{group}") for url, api in routers.items()}
    known = {url: each for url, each in told.items() if each}
    if not known:
        raise Refused(f"Nothing of {group} was shifted.", "Name the group whose requests moved.")
    _say_news(known, {}, say)


def _begun(routers: Routers, wished: Mapping[str, object]) -> dict[str, Told]:
    """At all of them, or at none."""
    told: dict[str, Told] = {}
    try:
        for url, api in routers.items():
            told[url] = api.post("/-/shifts", wished)
    except Refused:
        for url in told:
            routers[url].delete(f"/-/shifts/{wished['group']}")
        raise
    return told


def _undecided(told: Mapping[str, Told]) -> bool:
    states = {each["state"] for each in told.values()}
    return "shifting" in states and states <= {"shifting", "done"}


def _say_news(told: Mapping[str, Told], last: dict[str, Told], say: Say) -> None:
    for url, each in told.items():
        if last.get(url) != each:
            at = f"{url}  " if len(told) > 1 else ""
            say(at + _line(each))
            last[url] = each


def _line(told: Told) -> str:
    why = f": {told['reason']}" if told["reason"] else ""
    return f"{told['group']} -> {told['to']}: {told['share']:g} %, {told['state']}{why}"
