"""`interfaces ARGUMENTS` with no settings but these: as a process of its own, or within this one."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest

from cli import main

Done = CompletedProcess[str]
Run = Callable[[Path, tuple[str, ...], Mapping[str, str]], Done]


def by_process(folder: Path, arguments: tuple[str, ...], settings: Mapping[str, str]) -> Done:
    """As people use it: with streams and an exit code of its own. Starting costs about a second of CPU."""
    command = [sys.executable, "-m", "cli", *arguments]
    with _environment(settings):
        done = run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def in_process(folder: Path, arguments: tuple[str, ...], settings: Mapping[str, str]) -> Done:
    """The same without the start: the command's code is called here, in that folder and environment."""
    out, err = StringIO(), StringIO()
    with _environment(settings), chdir(folder), redirect_stdout(out), redirect_stderr(err):
        code = _exit_code(arguments)
    return Done(arguments, code, out.getvalue(), err.getvalue())


def _exit_code(arguments: tuple[str, ...]) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["interfaces", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0)


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Of the variables that are ours only `settings`, by names without INTERFACES_, until the block ends.
    The others stay all the while: servers in other threads start programs."""
    before = _ours()
    _exchange({f"INTERFACES_{name.upper()}": value for name, value in settings.items()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "200")
        try:
            yield
        finally:
            _exchange(before)


def _ours() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("INTERFACES_")}


def _exchange(wanted: Mapping[str, str]) -> None:
    for name in _ours():
        del os.environ[name]
    os.environ.update(wanted)
