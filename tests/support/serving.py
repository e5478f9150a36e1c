"""Real servers on loopback for tests: each runs in a thread with an event loop of its own."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import SystemRandom

import uvicorn
from starlette.types import ASGIApp

DEADLINE = 30.0  # seconds; for what happens at once, on a machine that is busy with other tests
_PORTS = range(16_000, 32_000)  # below those that the system gives away by itself
_SHARE = 1_000


def free_socket(port: int = 0) -> socket.socket:
    """A socket bound to a free port of loopback, or to `port`: the URL is known before the server runs."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def free_port() -> int:
    """For a process that is started afterwards: of a range of this worker's own, so that nobody else takes
    it meanwhile."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    share = _PORTS[worker * _SHARE % len(_PORTS) :][:_SHARE]
    while True:
        with suppress(OSError), free_socket(SystemRandom().choice(share)) as bound:
            port: int = bound.getsockname()[1]
            return port


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
