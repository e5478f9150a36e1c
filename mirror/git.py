"""Runs git so that neither a repository nor its remote can make it do more than move objects."""

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from typed.record import dataclass

LIMIT = 10.0  # seconds

_SETTINGS = {
    "core.hooksPath": "/dev/null",
    "core.symlinks": "false",
    "core.fsmonitor": "false",
    "transfer.fsckObjects": "true",
    "fetch.recurseSubmodules": "false",
    "protocol.allow": "never",
    "protocol.https.allow": "always",
    "protocol.ssh.allow": "always",
    "protocol.file.allow": "always",
    "http.followRedirects": "false",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": "10",
    "credential.interactive": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
}
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=5",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
_SECRET = re.compile(r"://[^/@\s]+@")
_TOLD = 1_000  # characters of git's own words that an error carries


class RepositoryError(Exception):
    """The repository cannot give what was asked for. The message says what to do, and holds no secrets."""


@dataclass(frozen=True)
class Answer:
    """What git said: `code` is 0 when it did what was asked; `words` are its complaints, without secrets."""

    code: int
    output: bytes
    words: str


def run_git(
    folder: Path, arguments: Sequence[str], settings: Mapping[str, str] | None = None, limit: float = LIMIT
) -> str:
    """Run git in a bare repository and give its output.

    Raises RepositoryError with git's own words, or after `limit` seconds, when git and all its children are
    killed.
    """
    answer = ask_git(folder, arguments, settings, limit)
    if answer.code:
        raise RepositoryError(f"git {arguments[0]}: {answer.words}")
    return answer.output.decode(errors="replace").strip()


def ask_git(
    folder: Path,
    arguments: Sequence[str],
    settings: Mapping[str, str] | None = None,
    limit: float = LIMIT,
    given: bytes = b"",
    place: Path | None = None,
) -> Answer:
    """Run git, where a code other than 0 is an answer too; `given` is its input, `place` where it works.

    Raises RepositoryError after `limit` seconds.
    """
    with (
        tempfile.TemporaryFile() as errors,
        start_git(folder, arguments, settings, errors.fileno(), place) as process,
    ):
        try:
            output, _ = process.communicate(given, timeout=limit)
        except subprocess.TimeoutExpired:
            stop(process)
            raise RepositoryError(
                f"git {arguments[0]} took longer than {limit:g} s. Is the remote reachable?"
            ) from None
        errors.seek(0)
        return Answer(process.returncode, output, _told(errors.read()))


def start_git(
    folder: Path,
    arguments: Sequence[str],
    settings: Mapping[str, str] | None,
    errors: int,
    place: Path | None = None,
) -> "subprocess.Popen[bytes]":
    """Start git in a process group of its own. Raises RepositoryError when git is not installed."""
    try:
        return subprocess.Popen(
            ["git", "--git-dir", str(folder.absolute()), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_environment({**_SETTINGS, **(settings or {})}),
            start_new_session=True,
            cwd=place,
        )
    except FileNotFoundError:
        raise RepositoryError("git is not installed. Install it, or put it on the PATH.") from None


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Kill git and the helpers it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings travel by environment: a URL with a token must not be seen in the list of processes. One with
    several values has a line for each."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    pairs = [(key, value) for key, values in settings.items() for value in values.split("\n")]
    numbered = {
        f"GIT_CONFIG_{part}_{number}": text
        for number, (key, value) in enumerate(pairs)
        for part, text in (("KEY", key), ("VALUE", value))
    }
    return {**kept, **_ENVIRONMENT, **numbered, "GIT_CONFIG_COUNT": str(len(pairs))}


def _told(errors: bytes) -> str:
    words = _SECRET.sub("://", errors.decode(errors="replace").strip())
    return words[-_TOLD:] or "failed and did not say why."
