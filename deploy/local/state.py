"""The demo's folder: what lies where, who holds it, and the secrets made in it once."""

import base64
import fcntl
import os
import secrets
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.faults import Refused


@dataclass(frozen=True)
class State:
    """Everything the demo keeps is below `folder`; deleting it starts afresh."""

    folder: Path

    @property
    def origin(self) -> Path:
        return self.folder / "origin.git"

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def settings(self) -> Path:
        """The settings of the running demo as shell lines, so that other commands can work with it."""
        return self.folder / "settings.env"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else may run a demo on this folder meanwhile; a killed one holds nothing."""
        self.prepare()
        with (self.folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Refused(
                    f"A demo is already running on {self.folder}.",
                    "Use its links, stop it with Ctrl-C, or give this one a folder of its own: --state DIR",
                ) from None
            yield

    def encryption_keys(self) -> str:
        """The key ring that protects answers, in the form of INTERFACES_KEYS. Made at first use."""
        file = self.folder / "encryption.key"
        if not file.exists():
            write_private(file, f"demo:{base64.b64encode(secrets.token_bytes(32)).decode()}\n")
        return file.read_text().strip()

    def secret(self, name: str) -> str:
        """A secret that several processes share. Made at first use."""
        file = self.folder / f"{name}.secret"
        if not file.exists():
            write_private(file, f"{secrets.token_hex(32)}\n")
        return file.read_text().strip()

    def prepare(self) -> Path:
        """The folder, made where it is missing, and kept out of any git around it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / ".gitignore").write_text("*\n")
        except OSError as fault:
            raise Refused(
                f"The folder {self.folder} cannot be used ({fault.strerror}).",
                "Name another one: --state DIR",
            ) from None
        return self.folder


def write_private(file: Path, text: str) -> None:
    """Whole or not at all, and readable by its owner alone."""
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    new.replace(file)


def write_settings(file: Path, settings: Mapping[str, str]) -> None:
    lines = (f"{name}={shlex.quote(value)}\n" for name, value in sorted(settings.items()))
    write_private(file, "".join(lines))


def read_settings(file: Path) -> Mapping[str, str]:
    """Raises `Refused` when no demo has written the file yet."""
    try:
        lines = shlex.split(file.read_text())
    except OSError:
        raise Refused(f"There is no demo in {file.parent}.", "Start one with scripts/demo.") from None
    return dict(line.split("=", 1) for line in lines)
