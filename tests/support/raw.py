"""Bytes over a socket, for requests and answers that no client or server would make."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.support.serving import url_of

Play = Callable[[socket.socket], None]


def exchange(url: str, request: bytes) -> bytes:
    """Sends these bytes, says that no more will come, and gives everything that comes back."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def status_of(answer: bytes) -> int:
    """The status of an answer; 0 when the connection was closed without one."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


@contextmanager
def playing(play: Play) -> Iterator[str]:
    """A server that lets `play` do as it likes with every connection. Yields its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
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
