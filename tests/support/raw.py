"""Bytes over a socket, for requests and answers that no client or server would make."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import BadStatusLine, HTTPResponse

from tests.support.serving import url_of

Play = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when the connection was closed without an answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        (value,) = (value for field, value in self.headers if field.lower() == name)
        return value


def exchange(url: str, request: bytes) -> Answer:
    """Sends these bytes and reads one answer."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        answer = HTTPResponse(connection)
        try:
            answer.begin()
        except (BadStatusLine, ConnectionResetError):
            return Answer(0, [], b"")
        return Answer(answer.status, answer.getheaders(), answer.read())


@contextmanager
def playing(play: Play) -> Iterator[str]:
    """A server that lets `play` do as it likes with every connection. Yields its URL."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        thread = threading.Thread(target=_accept, args=(listener, play), daemon=True)
        thread.start()
        yield url_of(listener)


def _accept(listener: socket.socket, play: Play) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_play, args=(connection, play), daemon=True).start()


def _play(connection: socket.socket, play: Play) -> None:
    with connection:
        try:
            play(connection)
        except OSError:
            return
