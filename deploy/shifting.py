"""Shifting traffic, as the command line has it: the router does it, and this tells how far it is."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from deploy.faults import Refused
from deploy.local.client import Client

Say = Callable[[str], None]
POLL = 0.25  # seconds


@contextmanager
def operator(url: str, token: str) -> Iterator[Client]:
    """A client of the router. Raises `Refused` without its token."""
    if not token:
        raise Refused("There is no token.", "Give the router's own: --token, or INTERFACES_ROUTER_TOKEN")
    with Client(url, token) as client:
        yield client


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


def shift(api: Client, wished: Mapping[str, object], say: Say) -> bool:
    """Tells each step. Whether it reached all of the traffic; the router goes on when this is stopped."""
    told = api.post("/-/shifts", wished)
    last = None
    while told["state"] == "shifting":
        if told["share"] != last:
            say(_line(told))
            last = told["share"]
        time.sleep(POLL)
        told = api.get(f"/-/shifts/{told['group']}")
    say(_line(told))
    if told["state"] == "done":
        say("Write it into the rules file now: a router that starts again goes by the file.")
    return bool(told["state"] == "done")


def take_back(api: Client, group: str) -> str:
    return _line(api.delete(f"/-/shifts/{group}"))


def _line(told: Mapping[str, Any]) -> str:
    why = f": {told['reason']}" if told["reason"] else ""
    return f"{told['group']} -> {told['to']}: {told['share']:g} %, {told['state']}{why}"
