"""From the posted name-value pairs to a tree of answers."""

from collections.abc import Sequence
from typing import Any

from renderer.form.files import from_text
from renderer.form.manner import MANNER, Manner, manner_of
from renderer.form.model import Field
from renderer.form.names import unescaped
from renderer.form.spoken import read
from renderer.package import Package

Answers = dict[str, Any]
"""A JSON tree in the shape of the response whose leaves may still be the text a person typed."""


class _Posted:
    """What was posted under one name, and under the names below it."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self.below: dict[str, _Posted] = {}

    def add(self, path: Sequence[str], value: str) -> None:
        node = self
        for part in map(unescaped, path):
            below = node.below.get(part)
            if below is None:
                below = node.below[part] = _Posted()
            node = below
        node.values.append(value)

    def rows(self) -> "list[_Posted]":
        """The rows below a list in the order of their numbers; gaps close."""
        numbers = [number for number in self.below if number.isascii() and number.isdigit()]
        return [self.below[number] for number in sorted(numbers, key=int)]


_NOTHING = _Posted()


def decode(package: Package, pairs: Sequence[tuple[str, str]]) -> Answers:
    """The answers a posted form holds. Names that are no field of this form are ignored."""
    manner = manner_of(next((value for name, value in pairs if name == MANNER), ""))
    posted = _Posted()
    for name, value in pairs:
        if len(name) <= _LONGEST_NAME and not name.startswith("$"):
            posted.add(name.split("/"), value.replace("\r\n", "\n"))
    return _Reader(manner).group(package.form.root, posted)


_LONGEST_NAME = 1_000  # characters; the longest pointer of any schema we accept is far below


class _Reader:
    """Reads answers as they were written."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner

    def group(self, field: Field, posted: _Posted) -> Answers:
        answers = {}
        for child in field.children:
            answer = self._answer(child, posted.below.get(child.name, _NOTHING))
            if answer is not None:
                answers[child.name] = answer
        return answers

    def _answer(self, field: Field, posted: _Posted) -> Any:
        """The answer of one field; None when the form did not ask for it."""
        match field.kind:
            case "constant" | "fixed" | "computed":
                return None
            case "group":
                named = self.group(field, posted)
                return [named.get(child.name) for child in field.children] if field.is_tuple else named
            case "list" | "map":
                return [self._answer(field.children[0], row) for row in posted.rows()]
            case "checkbox":
                return bool(posted.values)
            case "checkboxes" | "multiselect":
                return posted.values
            case "files":
                return [found for text in posted.values if (found := from_text(text))]
            case "lines":
                return self._lines(field.children[0], posted.values)
            case "radio":
                return posted.values[0] if posted.values else ""
        return read(field, posted.values[0], self._manner) if posted.values else None

    def _lines(self, item: Field, values: Sequence[str]) -> list[str] | None:
        """One answer a line; lines without anything are none."""
        if not values:
            return None
        return [read(item, line.strip(), self._manner) for line in values[0].split("\n") if line.strip()]
