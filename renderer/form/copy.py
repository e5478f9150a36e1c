"""The answers as a list to read: before they are sent, and as a copy afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby
from typing import Any

from renderer.form.kinds import posted_text
from renderer.form.manner import UTC, Manner
from renderer.form.model import CHOICES, Field
from renderer.form.moments import show_moment
from renderer.form.names import element_id
from renderer.form.offers import from_context, offered
from renderer.form.response import Response
from renderer.form.signature import is_drawing
from renderer.form.spoken import write
from renderer.formats import show_date, show_money, show_number
from renderer.texts import Texts
from typed.record import dataclass


@dataclass(frozen=True)
class Entry:
    """One answer. `lines` are empty where there is none; `id` is what the control's id would end with."""

    id: str
    label: str
    lines: tuple[str, ...]
    error: str = ""
    drawing: str = ""  # strokes, where the answer is drawn


@dataclass(frozen=True)
class Block:
    """Answers that stand together; `title` names the group or row, empty at the top."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Part:
    """One heading's blocks. `at` names the step in which its answers can be changed."""

    title: str
    blocks: tuple[Block, ...]
    at: str = ""


@dataclass(frozen=True)
class Reader:
    """Reads one response for a person. `actions`: what the buttons are called, by id."""

    context: Mapping[str, Any]
    texts: Texts
    manner: Manner
    actions: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def part(self, title: str, fields: Sequence[Field], response: Response, at: str = "") -> Part:
        """Fields of one object, and what was answered."""
        return Part(title, tuple(_together(self._blocks(fields, response, "", ""))), at)

    def _blocks(
        self, fields: Sequence[Field], values: Mapping[str, Any], at: str, title: str
    ) -> Iterator[Block]:
        for child in fields:
            there = child.name in values
            optional = child.is_conditional or child.kind == "drawing"
            if child.kind == "constant" or (optional and not there):
                continue
            name = child.pointer.rpartition("/")[2]
            yield from self._block(child, values.get(child.name), f"{at}/{name}", title)

    def _block(self, child: Field, value: Any, pointer: str, title: str) -> Iterator[Block]:
        own = self.texts.resolve(child.title)
        if child.kind == "group" and isinstance(value, Mapping):
            yield from self._blocks(child.children, value, pointer, _joined(title, own))
        elif child.kind == "list" and value and child.children[0].kind == "group":
            for number, row in enumerate(value):
                heading = self.texts.resolve(child.ui.row or "t:form.row", number=number + 1)
                rows = child.children[0].children
                yield from self._blocks(rows, row, f"{pointer}/{number}", _joined(title, own, heading))
        else:
            error = self.errors.get(pointer, "")
            drawing = value if child.kind == "drawing" and is_drawing(value) else ""
            lines = () if drawing else tuple(self._lines(child, value))
            yield Block(title, (Entry(element_id(pointer), own, lines, error, drawing),))

    def _lines(self, child: Field, value: Any) -> Iterator[str]:
        if isinstance(value, list):
            inner = child.children[0] if child.kind == "list" else child
            for item in value:
                yield from self._lines(inner, item)
        elif value not in (None, ""):
            yield self._text(child, value)

    def _text(self, child: Field, value: Any) -> str:
        locale = self.texts.locale
        if child.kind == "files" and isinstance(value, Mapping):
            return str(value.get("name", ""))
        if isinstance(value, bool) and child.kind == "checkbox":
            return self.texts("form.yes" if value else "form.no")
        if child.kind == "action":
            return self.actions.get(str(value), str(value))
        if child.kind in CHOICES:
            return self._title(child, value)
        if child.kind == "money" and (currency := self._currency(child)):
            return show_money(value, currency, locale)
        if isinstance(value, int | float):
            return show_number(value, locale)
        if child.kind == "date":
            return show_date(str(value), locale)
        if child.kind == "datetime":
            return show_moment(str(value), self.manner)
        if child.kind in ("time", "duration"):
            return write(child, str(value), self.manner) + (f" {UTC}" if child.has_zone else "")
        return value if isinstance(value, str) else posted_text(value)

    def _title(self, child: Field, value: Any) -> str:
        posted = posted_text(value)
        chosen = next((o for o in offered(child, self.context) if o.posted == posted), None)
        return self.texts.resolve(chosen.title) if chosen else posted

    def _currency(self, child: Field) -> str:
        pointer = child.ui.currency_from
        named = from_context(self.context, pointer) if pointer else child.ui.currency
        return named if isinstance(named, str) else ""


def _together(blocks: Iterator[Block]) -> Iterator[Block]:
    """Neighbours of the same group or row as one block."""
    for title, same in groupby(blocks, lambda block: block.title):
        yield Block(title, tuple(entry for block in same for entry in block.entries))


def _joined(*titles: str) -> str:
    return " · ".join(filter(None, titles))
