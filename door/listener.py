"""Taking callers in, all who wait at once.

The loop's own listener takes in one caller a turn. While a hundred requests make a turn long, whoever is new
would wait for as many turns as others came before: seconds, on a busy server.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from ssl import SSLContext

AT_ONCE = 32  # callers a turn; more would make those wait who are in already
UNSENT = 256 * 1024  # bytes that the system takes of us ahead of what a caller reads

log = logging.getLogger("door")


class Listener:
    """Listens on a bound socket, which it closes. `make` gives each caller's protocol.

    `pause`: seconds without new callers after the system had no room for one.
    """

    def __init__(
        self,
        bound: socket.socket,
        backlog: int,
        make: Callable[[], asyncio.BaseProtocol],
        ssl: SSLContext | None = None,
        pause: float = 1.0,
    ) -> None:
        self._bound = bound
        self._make = make
        self._ssl = ssl
        self._pause = pause
        self._loop = asyncio.get_running_loop()
        self._coming: set[asyncio.Task[object]] = set()
        self._closed = False
        bound.setblocking(False)
        _bound_ahead(bound)
        bound.listen(backlog)
        self._listen()

    def close(self) -> None:
        """Nobody else is taken in."""
        if not self._closed:
            self._closed = True
            self._loop.remove_reader(self._bound)
            self._bound.close()

    async def wait_closed(self) -> None:
        """Until those who came last are in."""
        await asyncio.gather(*self._coming, return_exceptions=True)

    def _listen(self) -> None:
        if not self._closed:
            self._loop.add_reader(self._bound, self._take_in)

    def _take_in(self) -> None:
        for _ in range(AT_ONCE):
            try:
                self._welcome(self._bound.accept()[0])
            except (BlockingIOError, InterruptedError):
                break  # nobody waits, or another process was quicker
            except ConnectionAbortedError:
                continue  # left before it was taken in
            except OSError as error:
                self._rest(error)
                break

    def _rest(self, error: OSError) -> None:
        log.error("nobody can be taken in for %g s: %s", self._pause, error.strerror)
        self._loop.remove_reader(self._bound)
        self._loop.call_later(self._pause, self._listen)

    def _welcome(self, caller: socket.socket) -> None:
        caller.setblocking(False)
        coming = self._loop.connect_accepted_socket(self._make, caller, ssl=self._ssl)
        task: asyncio.Task[object] = self._loop.create_task(coming)
        self._coming.add(task)
        task.add_done_callback(self._is_in)

    def _is_in(self, task: asyncio.Task[object]) -> None:
        self._coming.discard(task)
        if not task.cancelled() and task.exception():
            log.warning("a caller left while being taken in: %s", type(task.exception()).__name__)


def _bound_ahead(bound: socket.socket) -> None:
    """For all who are taken in: to copy megabytes for each slow reader would cost others their time. Other
    systems than Linux go without."""
    with suppress(AttributeError, OSError):
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
