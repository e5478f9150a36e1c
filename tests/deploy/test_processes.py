"""The demo's child processes are watched, and none is left behind."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.faults import Refused
from deploy.local.processes import Processes, ended

PACKAGES = Path(__file__).parents[2] / "packages"


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(tmp_path)
    yield processes
    processes.stop()


def test_a_process_that_dies_shows_the_end_of_its_log(processes: Processes) -> None:
    processes.start("router", ["no-such-command"], {})

    with pytest.raises(Refused, match=r"(?s)router ended with code 2.*no-such-command.*router\.log"):
        processes.wait_for("router", lambda: False)


def test_what_an_earlier_demo_left_running_is_ended(processes: Processes, tmp_path: Path) -> None:
    options = ("--port", "0", "--no-browser", "--state", str(tmp_path))
    processes.start("preview", ["dev", str(PACKAGES), *options], {})
    ((pid, _),) = json.loads((tmp_path / "processes.json").read_text())
    child = psutil.Process(pid)

    Processes(tmp_path).end_left_over()

    assert ended(child, 0)
    assert not (tmp_path / "processes.json").exists()


def test_an_id_that_was_given_to_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "processes.json").write_text(json.dumps([[os.getpid(), 0.0], [2**22 + 1, 0.0]]))

    Processes(tmp_path).end_left_over()

    assert not (tmp_path / "processes.json").exists()


def test_a_process_that_nobody_collects_has_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        child = psutil.Process(process.pid)
        assert not ended(child, 0)

        process.kill()

        assert ended(child, 10)
        assert child.status() == psutil.STATUS_ZOMBIE
