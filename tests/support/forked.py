"""Servers as processes of their own that start at once: what they import was imported before, by a parent
that serves nobody. Killing one is killing a process."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx2

START = 90  # seconds; one is enough on an idle machine, and others may use the cores

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["api.server", "router.server"])


class Forked:
    """`serve(settings)` in a process of its own, ready to answer at `url`. `log` gets what it prints."""

    def __init__(self, serve: Callable[[Any], None], settings: Any, url: str, log: Path) -> None:
        self.url = url
        self._process: BaseProcess = _CONTEXT.Process(target=_serve, args=(serve, settings, log), daemon=True)
        self._process.start()
        try:
            self._wait(log)
        except BaseException:
            self.kill()
            raise

    @property
    def pid(self) -> int:
        assert self._process.pid is not None, "it was started"
        return self._process.pid

    def kill(self) -> None:
        """At once, with nothing put in order."""
        self._process.kill()
        self._process.join()

    def _wait(self, log: Path) -> None:
        deadline = time.monotonic() + START
        with httpx2.Client(base_url=self.url, trust_env=False) as client:
            while not _is_ready(client):
                assert self._process.is_alive(), _read(log)
                assert time.monotonic() < deadline, f"not ready after {START} s; it says: {_read(log)}"
                time.sleep(0.02)


def _is_ready(client: httpx2.Client) -> bool:
    try:
        return client.get("/readyz").is_success
    except httpx2.HTTPError:
        return False


def _read(log: Path) -> str:
    return log.read_text() if log.exists() else "nothing"


def _serve(serve: Callable[[Any], None], settings: Any, log: Path) -> None:
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    serve(settings)
