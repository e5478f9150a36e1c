"""The demo's child processes: started with a log each, watched, and stopped in the reverse order."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from deploy.faults import Refused

READY_SECONDS = 60
STOP_SECONDS = 15
TAIL_LINES = 12


class Processes:
    """`folder/logs/NAME.log` holds what each said; `folder/processes.json` whom to end after a crash."""

    def __init__(self, folder: Path) -> None:
        self._logs = folder / "logs"
        self._record = folder / "processes.json"
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def end_left_over(self) -> None:
        """Stop the processes of an earlier demo that was killed before it could."""
        for pid, started in _read(self._record):
            try:
                process = psutil.Process(pid)
                if abs(process.create_time() - started) < 1:  # not an id that was given out again
                    process.terminate()
                    _wait_or_kill(process)
            except psutil.NoSuchProcess:
                continue
        self._record.unlink(missing_ok=True)

    def start(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start `python -m cli ARGUMENTS` with exactly these INTERFACES_ settings."""
        self._logs.mkdir(parents=True, exist_ok=True)
        clean = {key: value for key, value in os.environ.items() if not key.startswith("INTERFACES_")}
        with (self._logs / f"{name}.log").open("wb") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "cli", *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean | dict(environment),
                start_new_session=True,  # Ctrl-C reaches the demo alone, which then stops them in order
            )  # fmt: skip
        started = [psutil.Process(child.pid) for child in self._running.values()]
        self._record.write_text(json.dumps([(child.pid, child.create_time()) for child in started]))

    def wait_for(self, name: str, answers: Callable[[], bool]) -> None:
        """Wait until it answers; when it dies or stays silent, `Refused` shows the end of its log."""
        deadline = time.monotonic() + READY_SECONDS
        while not answers():
            if self._running[name].poll() is not None or time.monotonic() > deadline:
                raise self._refused(name)
            time.sleep(0.05)

    def raise_if_one_died(self) -> None:
        for name, process in self._running.items():
            if process.poll() is not None:
                raise self._refused(name)

    def stop(self) -> None:
        for process in reversed(self._running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                _wait_or_kill(psutil.Process(process.pid))
            process.wait()  # it has ended: its handle has to know as well
        self._running.clear()
        self._record.unlink(missing_ok=True)

    def _refused(self, name: str) -> Refused:
        log = self._logs / f"{name}.log"
        code = self._running[name].poll()
        state = "does not answer" if code is None else f"ended with code {code}"
        tail = "\n  ".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:])
        return Refused(f"The {name} {state}. It last said:\n  {tail}\n", f"Its whole log: {log}")


def ended(process: psutil.Process, seconds: float) -> bool:
    """Whether it ended within so many seconds, collected by its parent or not.

    In a container without an init process nobody collects an orphan: it stays listed.
    """
    deadline = time.monotonic() + seconds
    while _runs(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _wait_or_kill(process: psutil.Process) -> None:
    if not ended(process, STOP_SECONDS):
        process.kill()
        ended(process, STOP_SECONDS)


def _read(record: Path) -> list[tuple[int, float]]:
    try:
        return [(int(pid), float(started)) for pid, started in json.loads(record.read_text())]
    except (OSError, ValueError, TypeError):
        return []
