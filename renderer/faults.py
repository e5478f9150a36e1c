"""What is wrong with a package: where, what, and the way out."""

from collections.abc import Iterable

from typed.record import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one file. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    message: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message} {self.fix}"


class PackageFaults(Exception):
    """A package cannot be used. Carries every fault that was found, in file and line order."""

    def __init__(self, package: str, faults: Iterable[Fault]) -> None:
        self.package = package
        self.faults = tuple(sorted(set(faults)))
        super().__init__(f"{package}: " + "; ".join(map(str, self.faults)))
