"""The lines of a file around a fault, for people."""

from renderer.faults import Fault
from renderer.files import Files
from typed.record import dataclass

AROUND = 3
MAX_COLUMNS = 200


@dataclass(frozen=True)
class Line:
    """One line of a source file; `marked` is the one the fault is on."""

    number: int
    text: str
    marked: bool


def excerpt(files: Files, fault: Fault) -> tuple[Line, ...]:
    """The marked line with three before and after. Empty where the fault is not on a line of a text file."""
    body = files.get(fault.file)
    if body is None or fault.line < 1:
        return ()
    lines = body.decode("utf-8-sig", "replace").splitlines()
    first, last = max(1, fault.line - AROUND), min(len(lines), fault.line + AROUND)
    return tuple(
        Line(number, lines[number - 1][:MAX_COLUMNS], number == fault.line)
        for number in range(first, last + 1)
    )
