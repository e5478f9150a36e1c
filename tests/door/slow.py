"""Row 14 of the threats: people are served while many connections are slow."""

import selectors
import socket
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection

STARTS = {
    "header": b"GET / HTTP/1.1\r\nHost: a\r\nx: ",
    "body": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
}


@dataclass
class Outcome:
    """Seconds that good requests took, and that slow connections lived. Nan: not closed in time."""

    good: list[float] = field(default_factory=list)
    lived: list[float] = field(default_factory=list)

    @property
    def p99(self) -> float:
        return sorted(self.good)[int(len(self.good) * 0.99)]


def crowd(url: str, many: int, modes: tuple[str, ...], patience: float, drip: float) -> Outcome:
    """`many` slow connections in turn of `modes`, each sending a byte every `drip` seconds."""
    outcome, over = Outcome(), threading.Event()
    person = threading.Thread(target=_ask, args=(url, outcome, over))
    waiting = selectors.DefaultSelector()
    begun = next_drip = time.monotonic()
    host, _, port = url.removeprefix("http://").partition(":")
    for number in range(many):
        mode = modes[number % len(modes)]
        connection = socket.create_connection((host, int(port)))
        connection.sendall(STARTS[mode])
        connection.setblocking(False)
        waiting.register(connection, selectors.EVENT_READ, mode)
    person.start()
    while waiting.get_map() and time.monotonic() - begun < patience:
        for key, _ in waiting.select(timeout=0.05):
            _hear(waiting, _socket(key), outcome, begun)
        if time.monotonic() >= next_drip:
            _drip(waiting)
            next_drip = time.monotonic() + drip
    for key in list(waiting.get_map().values()):
        outcome.lived.append(float("nan"))
        _socket(key).close()
    over.set()
    person.join()
    return outcome


def _hear(waiting: selectors.BaseSelector, connection: socket.socket, outcome: Outcome, begun: float) -> None:
    """An answer is let lie; the end of the connection is noted."""
    try:
        ended = not connection.recv(65536)
    except ConnectionError:
        ended = True
    if ended:
        outcome.lived.append(time.monotonic() - begun)
        waiting.unregister(connection)
        connection.close()


def _drip(waiting: selectors.BaseSelector) -> None:
    for key in list(waiting.get_map().values()):
        try:
            _socket(key).send(b"y")
        except OSError:
            continue


def _socket(key: selectors.SelectorKey) -> socket.socket:
    assert isinstance(key.fileobj, socket.socket)
    return key.fileobj


def _ask(url: str, outcome: Outcome, over: threading.Event) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    connection = HTTPConnection(host, int(port), timeout=30)
    while not over.wait(0.02):
        begun = time.monotonic()
        connection.request("GET", "/")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        outcome.good.append(time.monotonic() - begun)
    connection.close()
