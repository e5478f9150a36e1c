"""Real servers on loopback for tests: each runs in a thread with an event loop of its own."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

DEADLINE = 15.0  # seconds


def free_socket(port: int = 0) -> socket.socket:
    """A socket bound to a free port of loopback, or to `port`: the URL is known before the server runs."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def url_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"


@contextmanager
def running(
    config: uvicorn.Config, bound: socket.socket, kind: type[uvicorn.Server] = uvicorn.Server
) -> Iterator[uvicorn.Server]:
    """Serves on `bound` until the block ends."""
    server = kind(config)
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        assert server.started, "the server did not start"
        yield server
    finally:
        server.should_exit = True
        thread.join(DEADLINE)
        bound.close()


@contextmanager
def served(app: ASGIApp, bound: socket.socket | None = None) -> Iterator[str]:
    """An application on a free port. Yields its URL."""
    bound = bound or free_socket()
    config = uvicorn.Config(
        app, http="httptools", loop="uvloop", log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    with running(config, bound):
        yield url_of(bound)


def wait_until(condition: "object", deadline: float = DEADLINE) -> None:
    """Returns when the condition holds. Fails when it does not within `deadline` seconds."""
    assert callable(condition)
    end = time.monotonic() + deadline
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
