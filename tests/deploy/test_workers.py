"""Several workers behind one socket, as real processes: they serve, are replaced, and end together."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from deploy.local.processes import ended
from tests.support.serving import free_port, wait_until
from tests.telemetry.test_metrics import key, read

TOKEN = "m" * 32


@contextmanager
def serving(tmp_path: Path, **settings: str) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """`interfaces serve production --workers 2`; its process and its URL."""
    port = free_port()
    given = {
        "INTERFACES_ISSUER": "http://127.0.0.1:9/issuer",
        "INTERFACES_CLIENT_IDS": "one",
        "INTERFACES_API_URL": "http://127.0.0.1:9",
        "INTERFACES_GIT_URL": "file:///nowhere",
        "INTERFACES_MIRROR_DIR": str(tmp_path / "mirror.git"),
        "INTERFACES_DRAIN_SECONDS": "0",
    }
    command = [sys.executable, "-m", "cli", "serve", "production", "--port", str(port), "--workers", "2"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **given, **settings}, stdout=log, stderr=log)
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            for each in (
                [*psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []
            ):
                each.kill()
            process.kill()
            process.wait()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/livez", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def workers(process: "subprocess.Popen[bytes]") -> set[int]:
    """Those that serve, not the helper that Python starts beside them."""
    return {child.pid for child in psutil.Process(process.pid).children() if "spawn_main" in called(child)}


def called(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # or one that ended and was not asked for yet
        return ""


def counted(url: str) -> float:
    """How many requests for nothing there were, as whoever answers tells."""
    asked = urllib.request.Request(f"{url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(asked, timeout=5) as answer:
        found = read(answer.read())
    route = {"method": "GET", "route": "/{rest}", "status": "404"}
    return found.get(key("interfaces_request_seconds_count", **route), 0)


def ask_for_nothing(url: str, times: int) -> None:
    """Over a connection each, which any worker may take."""
    for _ in range(times):
        with suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"{url}/i/nothing", timeout=5)


def test_a_worker_that_dies_is_replaced_and_nobody_notices(tmp_path: Path) -> None:
    with serving(tmp_path, INTERFACES_METRICS_TOKEN=TOKEN) as (process, url):
        wait_until(lambda: answers(url) and len(workers(process)) == 2, deadline=60)
        first = workers(process)
        ask_for_nothing(url, 40)
        wait_until(lambda: counted(url) == 40)

        os.kill(min(first), signal.SIGKILL)
        wait_until(lambda: len(workers(process) - first) == 1, deadline=60)

        assert answers(url)
        assert len(workers(process) & first) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_they_end_together(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path) as (process, url):
        wait_until(lambda: answers(url) and len(workers(process)) == 2, deadline=60)
        running = [psutil.Process(worker) for worker in workers(process)]

        process.send_signal(number)

        assert process.wait(60) == 0
        assert all(ended(worker, 30) for worker in running)


def test_they_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, url):
        wait_until(lambda: answers(url) and len(workers(process)) == 2, deadline=60)
        running = [psutil.Process(worker) for worker in workers(process)]

        process.kill()

        assert all(ended(worker, 60) for worker in running)


def test_workers_that_cannot_start_are_given_up(tmp_path: Path) -> None:
    with serving(tmp_path, INTERFACES_DEV_ISSUER="/proc/nowhere") as (process, _):
        assert process.wait(90) == 1

    told = (tmp_path / "log").read_text()
    assert "3 workers in a row ended at once" in told
    assert "--workers 1" in told
