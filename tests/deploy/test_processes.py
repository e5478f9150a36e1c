"""The demo's child processes are watched, and none is left behind."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.faults import Refused
from deploy.local.processes import Processes


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(tmp_path)
    yield processes
    processes.stop()


def children() -> list[psutil.Process]:
    return psutil.Process().children()


def test_a_process_that_dies_shows_the_end_of_its_log(processes: Processes) -> None:
    processes.start("router", ["no-such-command"], {})

    with pytest.raises(Refused, match=r"(?s)router ended with code 2.*no-such-command.*router\.log"):
        processes.wait_for("router", lambda: False)


def test_what_an_earlier_demo_left_running_is_ended(processes: Processes, tmp_path: Path) -> None:
    before = set(children())
    processes.start("api", ["--help"], {})
    processes._running["api"].wait()
    assert set(children()) == before

    Processes(tmp_path).end_left_over()

    assert not (tmp_path / "processes.json").exists()
