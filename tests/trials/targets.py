"""One of two targets fails in five ways under load: what requests fail, when it is out and back."""

import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import httpx2

from tests.router.relay.group import operator
from tests.support.serving import wait_until
from tests.trials.router_process import free_url, router
from tests.trials.table import Row

WAYS = ("killed", "frozen", "slow", "resetting", "garbage")
RATE = 200  # requests a second
_THREADS = 20
_GROUP = """
[group.blue]
targets = ["{0}", "{1}"]
health_check = {{ interval = 0.5, timeout = 0.5, healthy = 2, unhealthy = 2 }}
eject_seconds = 2

[default]
forward = {{ groups = [{{ group = "blue" }}], timeouts = {{ first_byte = 1 }} }}
"""


class Target:
    """A process on a port of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.url = free_url()
        self.mood = folder / name
        self.mood.write_text("well")
        self.start()

    def start(self) -> None:
        place = [self.url.rpartition(":")[2], str(self.mood)]
        self.process = subprocess.Popen([sys.executable, "-m", "tests.trials.target_process", *place])

    def fail(self, way: str) -> None:
        if way == "killed":
            self.process.kill()
            self.process.wait()
        elif way == "frozen":
            self.process.send_signal(signal.SIGSTOP)
        else:
            self.mood.write_text(way)

    def heal(self, way: str) -> None:
        if way == "killed":
            self.start()
        elif way == "frozen":
            self.process.send_signal(signal.SIGCONT)
        else:
            self.mood.write_text("well")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class Load:
    """What people asked, and what failed."""

    url: str
    sent: int = 0
    failed: int = 0
    enough: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Load":
        self._threads = [threading.Thread(target=self._ask) for _ in range(_THREADS)]
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.enough.set()
        for each in self._threads:
            each.join()

    def _ask(self) -> None:
        host = self.url.removeprefix("http://")
        connection = HTTPConnection(host, timeout=30)
        while not self.enough.wait(_THREADS / RATE):
            self.sent += 1
            try:
                connection.request("GET", "/x")
                answer = connection.getresponse()
                answer.read()
                self.failed += answer.status != 200
            except (OSError, HTTPException):
                self.failed += 1
                connection = HTTPConnection(host, timeout=30)


def targets(seconds: int) -> Row:
    """Each way: `seconds` out, then well again. Wrong: a way by which any request failed, as all of
    them only read."""
    wrong, told, tried = 0, [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pair = [Target(folder, "one"), Target(folder, "two")]
        try:
            with router(folder, _GROUP.format(*(each.url for each in pair))) as url:
                for way in WAYS:
                    load, out, back = _one(way, url, pair[1], seconds)
                    tried += load.sent
                    wrong += load.failed > 0
                    told.append(
                        f"{way}: {load.failed} of {load.sent} failed, out {out:.1f} s, back {back:.1f} s"
                    )
        finally:
            for each in pair:
                each.end()
    return Row("7 a target fails under load", tried, wrong, "; ".join(told))


def _one(way: str, url: str, target: Target, seconds: int) -> tuple[Load, float, float]:
    with httpx2.Client(base_url=url, headers=operator(), trust_env=False) as http:
        wait_until(lambda: _well(http, target) and _all_well(http), 60)
        with Load(url) as load:
            time.sleep(1)
            begun = time.monotonic()
            target.fail(way)
            out = _until(lambda: not _well(http, target), begun)
            time.sleep(max(0.0, begun + seconds - time.monotonic()))
            healed = time.monotonic()
            target.heal(way)
            back = _until(lambda: _well(http, target), healed)
            time.sleep(1)
    return load, out, back


def _until(holds: Callable[[], bool], begun: float) -> float:
    wait_until(holds, 60)
    return time.monotonic() - begun


def _states(http: httpx2.Client) -> dict[str, str]:
    (blue,) = [each for each in http.get("/-/groups").json()["groups"] if each["name"] == "blue"]
    return {target["address"]: target["state"] for target in blue["targets"]}


def _well(http: httpx2.Client, target: Target) -> bool:
    return _states(http)[target.url.removeprefix("http://")] == "healthy"


def _all_well(http: httpx2.Client) -> bool:
    return set(_states(http).values()) == {"healthy"}
