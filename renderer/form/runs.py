"""A run: texts with the holes of values between them, filled at once and not piece by piece."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from markupsafe import escape


class Stand(NamedTuple):
    """Where the answers of a scope stand in the response; the form's own stand at its top."""

    pointer: str = ""
    name: bytes = b""  # of a row: what names inside begin with, `lines/0`
    id: bytes = b""  # of a row: what ids inside begin with, `lines-0`
    number: bytes = b""  # of a row, counted from 1


TOP = Stand()


class Frame(NamedTuple):
    """The values of one scope: the form itself, or one row of a list."""

    values: Sequence[Any]  # by slot: bytes are finished HTML, any other value is escaped
    errors: Sequence[str]  # by slot; empty where nothing is wrong
    at: Stand = TOP


Write = Callable[[Frame, list[bytes]], None]
Marks = dict[int, list[tuple[int, bytes]]]  # by option: the places where it says so, and how


def finished(value: object) -> bytes:
    """A value as HTML."""
    return escape(value).encode()


class Run:
    """Collects what follows each other, until `steps` makes one step of it, or none of nothing."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._is_text = False  # whether the last piece is
        self._values: list[tuple[int, int]] = []  # place and slot
        self._rows: dict[str, list[int]] = {"name": [], "id": [], "number": []}
        self._marks: dict[str, dict[int, Marks]] = {"is": {}, "has": {}}
        self._conditions: list[tuple[int, int, bytes]] = []  # place, slot and text

    def text(self, text: str) -> None:
        """A text; neighbours become one."""
        if text and self._is_text:
            self._pieces[-1] += text.encode()
        elif text:
            self._pieces.append(text.encode())
            self._is_text = True

    def value(self, slot: int) -> None:
        self._values.append((self._hole(), slot))

    def of_row(self, which: str) -> None:
        """The name, id or number of the row."""
        self._rows[which].append(self._hole())

    def mark(self, operation: str, slot: int, option: int, text: str) -> None:
        """A text that stands there when an option is the chosen one (`is`), or one of them (`has`)."""
        marks = self._marks[operation].setdefault(slot, {})
        marks.setdefault(option, []).append((self._hole(), text.encode()))

    def when(self, slot: int, text: str) -> None:
        """A text that stands there when the slot has a value."""
        self._conditions.append((self._hole(), slot, text.encode()))

    def _hole(self) -> int:
        self._pieces.append(b"")
        self._is_text = False
        return len(self._pieces) - 1

    def steps(self) -> list[Write]:
        return [self._writer()] if self._pieces else []

    def _writer(self) -> Write:
        pieces, values = self._pieces, tuple(self._values)
        names, ids, numbers = map(tuple, self._rows.values())
        is_in_row = bool(names or ids or numbers)
        chooses = bool(self._marks["is"] or self._marks["has"] or self._conditions)

        def write(frame: Frame, out: list[bytes]) -> None:
            made, given = pieces.copy(), frame.values
            for place, slot in values:
                value = given[slot]
                if type(value) is bytes:
                    made[place] = value
                elif type(value) is not str or (
                    "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
                ):
                    made[place] = finished(value)
                else:  # most texts: to look is quicker than to escape, or to call anything
                    made[place] = value.encode()
            if is_in_row:
                _, name, identifier, number = frame.at
                for place in names:
                    made[place] = name
                for place in ids:
                    made[place] = identifier
                for place in numbers:
                    made[place] = number
            if chooses:
                self._choose(given, made)
            out += made

        return write

    def _choose(self, given: Sequence[Any], made: list[bytes]) -> None:
        for place, slot, text in self._conditions:
            if given[slot]:
                made[place] = text
        for slot, marks in self._marks["is"].items():
            for place, text in marks.get(given[slot], ()):
                made[place] = text
        for slot, marks in self._marks["has"].items():
            for option in given[slot]:
                for place, text in marks.get(option, ()):
                    made[place] = text
