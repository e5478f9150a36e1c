"""One connection, byte by byte."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPResponse

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
PATIENCE = 20.0  # seconds; far more than any limit of these tests


@contextmanager
def connected(url: str, receive_buffer: int = 0) -> Iterator[socket.socket]:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.socket() as connection:
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(PATIENCE)
        connection.connect((host, int(port)))
        yield connection


def read_to_end(connection: socket.socket) -> bytes:
    """All that comes until the other side closes; a reset counts as that."""
    got = b""
    with suppress(ConnectionResetError):
        while part := connection.recv(65536):
            got += part
    return got


def was_reset(connection: socket.socket) -> bool:
    """Whether the other side breaks off, instead of closing after all it had to say."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        return True
    return False


def status_of(connection: socket.socket) -> int:
    """Reads one whole answer of a connection that stays open."""
    answer = HTTPResponse(connection)
    answer.begin()
    answer.read()
    return answer.status


def drip(connection: socket.socket, parts: Iterator[bytes], pause: float) -> bytes:
    """Sends part after part until the other side has enough; returns what it said."""
    connection.settimeout(pause)
    end = time.monotonic() + PATIENCE
    got = b""
    for part in parts:
        assert time.monotonic() < end, "the connection was never closed"
        try:
            connection.sendall(part)
            answer = connection.recv(65536)
        except TimeoutError:
            continue
        except (ConnectionResetError, BrokenPipeError):
            return got
        if not answer:
            return got
        got += answer
    raise AssertionError("the connection was never closed")
