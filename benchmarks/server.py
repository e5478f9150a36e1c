"""A server that is measured: pinned to a core, waited for, weighed and stopped."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.load import SERVER_CORE

START_LIMIT = 60.0  # seconds
ALL_CORES = f"0-{(os.cpu_count() or 1) - 1}"


@dataclass(frozen=True)
class Running:
    """A server that answers. `started` seconds passed until it did."""

    origin: str
    process: psutil.Process
    started: float

    def memory_mb(self) -> float:
        """Its proportional set with its children's, in MB."""
        total = float(self.process.memory_full_info().pss)
        for child in self.process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # a git that has just ended
                total += float(child.memory_full_info().pss)
        return total / 2**20


@contextmanager
def running(
    command: Sequence[str],
    origin: str,
    *,
    log: Path,
    ready: str = "/",
    headers: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    core: str = SERVER_CORE,
    folder: Path | None = None,
) -> Iterator[Running]:
    """Start it, and wait until `ready` is answered with a 200. Raises RuntimeError with its log's end."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("INTERFACES_")}
    with log.open("wb") as out:
        began = time.monotonic()
        child = subprocess.Popen(
            ["taskset", "-c", core, *command],
            stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=clean | dict(environment or {}), cwd=folder,
        )  # fmt: skip
        try:
            _wait(child, origin + ready, headers or {}, log)
            yield Running(origin, psutil.Process(child.pid), time.monotonic() - began)
        finally:
            child.terminate()
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _wait(child: "subprocess.Popen[bytes]", url: str, headers: Mapping[str, str], log: Path) -> None:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and child.poll() is None:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers)), timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.005)
    raise RuntimeError(f"{url} does not answer:\n{log.read_text(errors='replace')[-2000:]}")
