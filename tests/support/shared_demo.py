"""One demo for all workers of a run: a demo takes seven seconds of CPU to start, and runs on while it waits.

The process that hands the tests out starts it, as soon as it sees that browsers' tests are among them, and
stops it after the last of them.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.demo import DemoProcess, Ready, ready_in
from tests.support.place import short_folder

_NAME = "demo_folder"


class SharedDemo:
    """A plugin of the process that has workers."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._folder = self._stack.enter_context(short_folder())
        self._left: set[str] = set()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Each worker is told where to look for it."""
        node.workerinput[_NAME] = str(self._folder)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """All workers find the same tests, and the first one counts."""
        if self._left:
            return
        self._left = {name for name in ids if name.startswith("tests/browser/")}
        if self._left:
            demo = DemoProcess(self._folder)
            self._stack.callback(demo.stop)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown" and report.nodeid in self._left:
            self._left.remove(report.nodeid)
            if not self._left:
                self._stack.close()

    def pytest_unconfigure(self) -> None:
        self._stack.close()


def share_demo(config: pytest.Config) -> None:
    """To be called when pytest is configured."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SharedDemo())


def shared_demo(config: pytest.Config) -> Ready | None:
    """What it says once it is ready; None in a run without workers."""
    folder = getattr(config, "workerinput", {}).get(_NAME)
    return ready_in(Path(folder)) if folder else None
