"""Row 39 of the faults: processes are restarted one after the other while people go on working."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from tests.support.serving import free_socket, url_of, wait_until

DRAIN = 1.5  # seconds; the balancer below asks ten times a second
PEOPLE = 4
Ports = Callable[[], Sequence[int]]
Front = Callable[[Sequence[int]], AbstractContextManager[int]]  # of these ports; its own


class Target:
    """One process behind the balancer."""

    def __init__(self) -> None:
        bound = free_socket()
        self.port = int(url_of(bound).rpartition(":")[2])
        bound.close()
        self.start()

    def start(self) -> None:
        arguments = ["-m", "tests.door.house_process", str(self.port), str(DRAIN)]
        self.process = subprocess.Popen([sys.executable, *arguments])
        wait_until(self.ready, 60)

    def ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def restart(self) -> float:
        """Seconds that stopping took."""
        begun = time.monotonic()
        self.process.terminate()
        code = self.process.wait(60)
        took = time.monotonic() - begun
        assert code == 0, f"ended with {code}"
        self.start()
        return took

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class Outcome:
    """What people asked, what went wrong, and how many seconds each stop took."""

    asked: int = 0
    errors: list[str] = field(default_factory=list)
    stops: list[float] = field(default_factory=list)


def restart_under_load(times: int, front: Front | None = None) -> Outcome:
    """Two processes take turns; every request goes to one that said it was ready a moment ago, or to what
    stands in front of both."""
    outcome, over = Outcome(), threading.Event()
    targets = [Target(), Target()]
    good = list(targets)

    def follow() -> None:
        while not over.wait(0.1):
            good[:] = [target for target in targets if target.ready()]

    with ExitStack() as stack:
        for target in targets:
            stack.callback(target.end)
        entry = stack.enter_context(front([each.port for each in targets])) if front else None

        def ports() -> list[int]:
            return [entry] if entry else [each.port for each in good]

        threads = [
            threading.Thread(target=work) for work in (follow, *[_person(ports, outcome, over)] * PEOPLE)
        ]
        for thread in threads:
            thread.start()
        try:
            for turn in range(times):
                wait_until(lambda: len(good) == 2, 60)
                outcome.stops.append(targets[turn % 2].restart())
        finally:
            over.set()
            for thread in threads:
                thread.join()
    return outcome


def _person(choose: Ports, outcome: Outcome, over: threading.Event) -> Callable[[], None]:
    """Uses a connection again for as long as its server lets it."""

    def work() -> None:
        connections: dict[int, HTTPConnection] = {}
        while not over.is_set():
            ports = choose()
            for gone in connections.keys() - ports:  # as balancers do with targets that are not ready
                connections.pop(gone).close()
            port = ports[outcome.asked % len(ports)]
            connection = connections.setdefault(port, HTTPConnection("127.0.0.1", port, timeout=20))
            outcome.asked += 1
            try:
                connection.request("GET", "/")
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    outcome.errors.append(f"status {answer.status}")
                if answer.will_close:
                    connection.close()
            except (OSError, HTTPException) as error:
                outcome.errors.append(repr(error))
                connections.pop(port).close()
        for connection in connections.values():
            connection.close()

    return work
