"""The command line as people use it: a process of its own, with nothing of ours in its environment."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Interfaces = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def interfaces(tmp_path: Path) -> Interfaces:
    """Runs `interfaces ARGUMENTS` in an empty folder; keywords are settings without their INTERFACES_."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("INTERFACES_")}
        given = {f"INTERFACES_{name.upper()}": value for name, value in settings.items()}
        done = subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=tmp_path, env=clean | given | {"COLUMNS": "200"}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run
