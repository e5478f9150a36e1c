"""The command line as people use it, in an empty folder and with nothing of ours in its environment."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command import Done, by_process, in_process

Interfaces = Callable[..., Done]


@pytest.fixture
def interfaces(tmp_path: Path) -> Interfaces:
    """Runs `interfaces ARGUMENTS` in an empty folder; keywords are settings without their INTERFACES_."""
    return lambda *arguments, **settings: in_process(tmp_path, arguments, settings)


@pytest.fixture
def process(tmp_path: Path) -> Interfaces:
    """The same as a process of its own, for one test of each command."""
    return lambda *arguments, **settings: by_process(tmp_path, arguments, settings)
