"""Several processes that serve one role behind one socket. They share nothing but a folder for
what each has counted; one that dies is replaced."""

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing import connection, get_context, parent_process
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType
from typing import Any

from deploy.faults import Refused

Work = Callable[[str, Mapping[str, Any], socket.socket, Path], None]

YOUNG = 10.0  # seconds; whoever dies younger could not start, whatever it says
CANNOT_START = 3  # exit code, the server's as well
MOST_YOUNG_DEATHS = 3  # in a row, before it is given up
STOP_LIMIT = 60.0  # seconds; a worker ends by itself within its drain and its last requests

_log = logging.getLogger("workers")


class Workers:
    """Starts `count` processes that do `work`, and keeps that many until SIGTERM or Ctrl-C."""

    def __init__(
        self,
        count: int,
        work: Work,
        role: str,
        given: Mapping[str, Any],
        bound: socket.socket,
        counts: Path,
    ) -> None:
        self._count = count
        self._arguments = (work, role, dict(given), bound, counts)
        self._running: dict[SpawnProcess, float] = {}
        self._young_deaths = 0
        self._woken, self._wake = socket.socketpair()
        self._stopping: int | None = None

    def run(self) -> None:
        """Returns when all have ended after a signal. Raises `Refused` when they cannot start."""
        self._wake.setblocking(False)
        signal.set_wakeup_fd(self._wake.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            self._keep_running()
        finally:
            self._end_all(self._stopping or signal.SIGTERM)

    def _keep_running(self) -> None:
        while self._stopping is None:
            while len(self._running) < self._count:
                self._start()
            connection.wait([*(process.sentinel for process in self._running), self._woken])
            if self._stopping is None:
                self._bury()

    def _start(self) -> None:
        process = get_context("spawn").Process(target=_serve, args=self._arguments)
        process.start()
        self._running[process] = time.monotonic()

    def _bury(self) -> None:
        for process in [each for each in self._running if each.exitcode is not None]:
            lived = time.monotonic() - self._running.pop(process)
            never_served = lived < YOUNG or process.exitcode == CANNOT_START
            self._young_deaths = self._young_deaths + 1 if never_served else 0
            if self._young_deaths >= MOST_YOUNG_DEATHS:
                raise Refused(
                    f"{self._young_deaths} workers in a row ended at once, the last with code "
                    f"{process.exitcode}.",
                    "What they said above is the reason; --workers 1 shows it alone.",
                )
            _log.error("A worker ended with code %s after %.0f s; another takes its place.",
                       process.exitcode, lived)  # fmt: skip

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = number

    def _end_all(self, number: int) -> None:
        end = time.monotonic() + STOP_LIMIT
        for process in self._running:
            if process.pid is not None and process.exitcode is None:
                os.kill(process.pid, number)
        for process in self._running:
            process.join(max(0.0, end - time.monotonic()))
            if process.exitcode is None:
                process.kill()
                process.join()


def _serve(work: Work, role: str, given: Mapping[str, Any], bound: socket.socket, counts: Path) -> None:
    """One worker. Ends when whoever started it is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        work(role, given, bound, counts)
    except Refused as refused:
        sys.stderr.write(f"{refused.what}\n{refused.fix}\n")
        raise SystemExit(CANNOT_START) from None
    except Exception:  # a server that serves has none that get here
        _log.exception("A worker cannot start.")
        raise SystemExit(CANNOT_START) from None


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
