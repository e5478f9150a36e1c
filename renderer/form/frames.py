"""A request's answers as the values of the holes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from renderer.form.blank import filled_rows, is_ticked, members
from renderer.form.computed import digits_of
from renderer.form.files import as_list, to_text
from renderer.form.kinds import posted_text
from renderer.form.manner import UTC, Manner
from renderer.form.numerals import write_number
from renderer.form.offers import MISSING, offered
from renderer.form.runs import TOP, Frame, Stand
from renderer.form.slots import How, Scope, Slot
from renderer.form.spoken import write
from renderer.formats import show_decimal, show_size

_LEAST = {"list": "minItems", "map": "minProperties"}
_MOST_BLANK_ROWS = 20  # drawn at once for a list that asks for many
UNCHOSEN = -1


class Frames:
    """Makes frames of one request. `errors`: messages by pointer, as of the response they are about.

    `files`: what the addresses of stored files begin with; empty where they cannot be opened.
    """

    def __init__(
        self, context: Mapping[str, Any], errors: Mapping[str, str], manner: Manner, files: str = ""
    ) -> None:
        self._context = context
        self._manner = manner
        self._errors = errors
        self._files = files

    def frame(self, scope: Scope, answers: Any, at: Stand = TOP) -> Frame:
        """The values of a scope whose answers stand there: what a field starts from where there is none."""
        values = scope.values(answers, self._context)
        for number in scope.texts:
            if type(values[number]) is not str:
                values[number] = _text(values[number])
        for number, slot in scope.shown:
            values[number] = _HOW[slot.how](self, slot, values[number], at)
        errors: Sequence[str] = scope.unmarked
        if self._errors:
            errors = [self._errors.get(at.pointer + slot.rest, "") for slot in scope.slots]
        return Frame(values, errors, at)

    def _number(self, _: Slot, answer: Any, __: Stand) -> str:
        text = repr(answer) if type(answer) is int or type(answer) is float else _text(answer)
        return write_number(text, self._manner.locale)

    def _written(self, slot: Slot, answer: Any, _: Stand) -> str:
        return write(slot.field, _text(answer), self._manner)

    def _money(self, slot: Slot, answer: Any, at: Stand) -> str:
        if isinstance(answer, int | float):
            answer = _amount(answer, slot.field.schema.get("multipleOf"))
        return self._written(slot, answer, at)

    def _lines(self, slot: Slot, answer: Any, _: Stand) -> str:
        lines = answer if isinstance(answer, list) else [] if answer is MISSING else [answer]
        return "\n".join(write(slot.field.children[0], _text(line), self._manner) for line in lines)

    def _zone(self, slot: Slot, _: Any, __: Stand) -> str:
        return UTC if slot.field.kind == "time" else self._manner.zone_title

    def _option(self, slot: Slot, answer: Any, at: Stand) -> int:
        """The number of the chosen option."""
        if isinstance(answer, list):
            return next(iter(self._several(slot, answer, at)), UNCHOSEN)
        return slot.posted.get(answer if type(answer) is str else _text(answer), UNCHOSEN)

    def _several(self, slot: Slot, answer: Any, _: Stand) -> set[int]:
        return {slot.posted[text] for text in _chosen(answer) if text in slot.posted}

    def _offered(self, slot: Slot, answer: Any, at: Stand) -> list[Frame]:
        """The options that the context offers."""
        chosen = _chosen(answer)
        return [
            Frame((option.posted, option.title, option.posted in chosen, number), (), at)
            for number, option in enumerate(offered(slot.field, self._context))
        ]

    def _computed(self, slot: Slot, answer: Any, _: Stand) -> str:
        """A value as people of the locale write it, with the decimal places of its schema."""
        return "" if answer is MISSING else show_decimal(answer, digits_of(slot.field), self._manner.locale)

    def _files_of(self, slot: Slot, answer: Any, at: Stand) -> list[Frame]:
        """What is shown of each file: its reference, name, size, address and digest."""
        many = slot.field.file is not None and slot.field.file.many
        shown: list[Frame] = []
        for file in as_list(answer)[0 if many else -1 :]:
            size = show_size(file["size"], self._manner.locale)
            url = f"{self._files}{file['digest']}" if self._files else ""
            values = (to_text(file), file["name"], size, url, file["digest"])
            shown.append(Frame(values, (), at))
        return shown

    def _rows(self, slot: Slot, answer: Any, at: Stand) -> "Rows":
        answer = members(slot.field, answer)
        rows = answer if isinstance(answer, list) else []
        if self._errors:
            rows = filled_rows(slot.field, rows)  # numbered as in the response that the errors are about
        least = min(slot.field.schema.get(_LEAST[slot.field.kind], 0), _MOST_BLANK_ROWS)
        blank = [MISSING] * (least - len(rows))
        return Rows(self, slot, [*rows, *blank], at)


class Rows:
    """The frames of a list's rows, each made when it is drawn: many rows are not held at once."""

    def __init__(self, frames: Frames, slot: Slot, rows: Sequence[Any], above: Stand) -> None:
        self._frames = frames
        self._slot = slot
        self._rows = rows
        self._above = above

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Frame]:
        slot, above = self._slot, self._above
        assert slot.row is not None  # noqa: S101 - a list's slot has its row
        pointer, name, identifier = above.pointer + slot.rest, above.name + slot.name, above.id + slot.id
        for n, row in enumerate(self._rows):
            at = Stand(f"{pointer}/{n}", b"%b/%d" % (name, n), b"%b-%d" % (identifier, n), b"%d" % (n + 1))
            yield self._frames.frame(slot.row, row, at)


_HOW: Mapping[How, Callable[[Frames, Slot, Any, Stand], Any]] = {
    "number": Frames._number,
    "written": Frames._written,
    "money": Frames._money,
    "lines": Frames._lines,
    "checkbox": lambda _, __, answer, ___: is_ticked(answer),
    "option": Frames._option,
    "several": Frames._several,
    "offered": Frames._offered,
    "rows": Frames._rows,
    "computed": Frames._computed,
    "files": Frames._files_of,
    "currency": lambda _, __, currency, ___: _text(currency),
    "zone": Frames._zone,
}


def _chosen(answer: Any) -> set[str]:
    """What is posted for the chosen options."""
    given = answer if isinstance(answer, list) else [answer]
    return {posted_text(one) for one in given if one is not MISSING and one is not None}


def _amount(answer: float, step: Any) -> str:
    """An amount with its cents, where the schema counts in cents."""
    shown = f"{answer:.2f}"
    return shown if step == 0.01 and float(shown) == answer else posted_text(answer)


def _text(answer: Any) -> str:
    if isinstance(answer, str):
        return answer
    return "" if answer is None or answer is MISSING else posted_text(answer)
