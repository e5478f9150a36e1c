"""Packages examined in a child: one that runs away has that as a fault, and the next one is looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from renderer import examined
from renderer.check import Report
from renderer.child import Child, Work
from renderer.faults import PackageFaults
from renderer.files import Files, read_folder
from renderer.gate import Verdict

_REPORT, _VERDICT = TypeAdapter(Report), TypeAdapter(Verdict)


class Examination:
    """Looks at one package after another. The child starts with the first."""

    def __init__(self) -> None:
        self._child: Child | None = None

    def report(self, folder: Path, submissions: bool) -> Report:
        """What `interfaces check` finds; with `submissions` what `interfaces test` does."""
        try:
            found = self._ask(folder.name, examined.check, read_folder(folder), submissions)
        except PackageFaults as error:
            return Report(folder.name, error.faults)
        return _REPORT.validate_python(found)

    def verdict(self, folder: Path, live: Files | None) -> Verdict:
        """What the gate of publishing finds. Raises PackageFaults when the package cannot be judged."""
        return _VERDICT.validate_python(self._ask(folder.name, examined.verdict, read_folder(folder), live))

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()

    def _ask(self, folder: str, work: Work, *arguments: object) -> Any:
        if self._child is None or not self._child.alive:
            self._child = Child("renderer.examined", forgets=True)
        return self._child.ask(folder, work, folder, *arguments)


@contextmanager
def examination() -> Iterator[Examination]:
    opened = Examination()
    try:
        yield opened
    finally:
        opened.close()
