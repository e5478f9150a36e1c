"""What is shifted, beside the rules file: a router that starts again goes on from there."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from router.targets.shift import Plan, Standing

Seen = tuple[int, int]


class ShiftsFile:
    """Shared by the processes of one router. It holds for these rules alone: when they are another text, they
    say by themselves who gets what."""

    def __init__(self, rules: Path) -> None:
        self._path = rules.with_name(f"{rules.name}.shifts.json")
        self._rules = hashlib.sha256(rules.read_bytes()).hexdigest()
        self._seen: Seen | None = None
        self._leading: int | None = None

    def news(self) -> list[Standing] | None:
        """All of them, when something was written since the last time; None otherwise."""
        seen = self._stat()
        if seen == self._seen:
            return None
        self._seen = seen
        return list(self._read().values())

    def put(self, standing: Standing, *, instead: bool) -> None:
        """`instead`: of whatever there is of its group; otherwise only of the same one, unless that was taken
        back. Raises OSError."""
        with self._locked():
            told = self._read()
            before = told.get(standing.plan.group)
            same = before and before.number == standing.number and "back" not in before.state
            if instead or same:
                self._write(told | {standing.plan.group: standing})

    def leads(self) -> bool:
        """Whether this is the process that moves them on; another one takes over when it is gone."""
        if self._leading is None and self._path.exists():
            self._leading = self._lead()
        return self._leading is not None

    def close(self) -> None:
        if self._leading is not None:
            os.close(self._leading)
            self._leading = None

    def _lead(self) -> int | None:
        try:
            lock = self._open("lead")
        except OSError:
            return None  # nothing can be kept here, so there is nothing to move on
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock

    def _read(self) -> dict[str, Standing]:
        """By their groups. What cannot be read is as if nothing was shifted."""
        try:
            told: Any = json.loads(self._path.read_bytes())
            if told["rules"] != self._rules:
                return {}
            return {name: _standing(each) for name, each in told["shifts"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def _write(self, told: dict[str, Standing]) -> None:
        shifts = {group: asdict(standing) for group, standing in told.items()}
        half = self._path.with_suffix(".half")
        half.write_text(json.dumps({"rules": self._rules, "shifts": shifts}))
        half.replace(self._path)

    def _stat(self) -> Seen | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = self._open("lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open(self, kind: str) -> int:
        return os.open(self._path.with_suffix(f".{kind}"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


def _standing(told: dict[str, Any]) -> Standing:
    plan = told["plan"]
    numbers = {name: float(plan[name]) for name in ("by", "every", "most")}
    planned = Plan(str(plan["group"]), str(plan["to"]), **numbers)
    return Standing(str(told["number"]), planned, float(told["share"]), told["state"], str(told["reason"]))
