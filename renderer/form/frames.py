"""A request's answers as the values of the holes."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import escape

from renderer.form.blank import filled_rows, is_ticked, members
from renderer.form.computed import digits_of
from renderer.form.files import Reference, as_list, to_text
from renderer.form.holes import Frame
from renderer.form.kinds import posted_text
from renderer.form.manner import UTC, Manner
from renderer.form.model import CHOICES, SEVERAL, Field
from renderer.form.names import element_id, input_name
from renderer.form.offers import MISSING, offered
from renderer.form.slots import Path, Scope, Slot
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

    def frame(self, scope: Scope, answers: Any, pointer: str = "", number: str = "") -> Frame:
        """The values of a scope whose answers stand at `pointer` of the response."""
        values = [
            _text(self._answer(slot, answers)) if slot.is_plain else self._value(slot, answers, pointer)
            for slot in scope.slots
        ]
        errors: Sequence[str] = scope.unmarked
        if self._errors:
            errors = [self._errors.get(pointer + slot.rest, "") for slot in scope.slots]
        if not pointer:
            return Frame(values, errors)
        return Frame(values, errors, escape(input_name(pointer)), escape(element_id(pointer)), number)

    def _value(self, slot: Slot, answers: Any, pointer: str) -> Any:
        kind = slot.field.kind
        if kind == "group":
            return None
        if slot.beside:
            return self._beside(slot)
        answer = self._answer(slot, answers)
        if kind == "fixed" and slot.posted:
            return slot.posted.get(_text(answer), UNCHOSEN)
        if kind in ("computed", "files"):
            return self._made(slot.field, answer, pointer)
        if slot.row is not None:
            return self._rows(slot, slot.row, answer, pointer + slot.rest)
        if kind == "checkbox":
            return is_ticked(answer)
        if kind in CHOICES:
            return self._choices(slot, answer, pointer)
        if kind == "lines":
            return self._lines(slot.field.children[0], answer)
        if kind == "money" and isinstance(answer, int | float):
            answer = _amount(answer, slot.field.schema.get("multipleOf"))
        return write(slot.field, _text(answer), self._manner)

    def _lines(self, item: Field, answer: Any) -> str:
        lines = answer if isinstance(answer, list) else [] if answer is MISSING else [answer]
        return "\n".join(write(item, _text(line), self._manner) for line in lines)

    def _beside(self, slot: Slot) -> str:
        if slot.beside == "currency":
            return _text(_lookup(self._context, slot.currency))
        return UTC if slot.field.kind == "time" else self._manner.zone_title

    def _answer(self, slot: Slot, answers: Any) -> Any:
        """What a field shows: its answer, or what it starts from where there is none, or none is taken."""
        is_empty = slot.path and not answers  # as on most pages that are opened
        answer = MISSING if is_empty or slot.field.kind == "fixed" else _lookup(answers, slot.path)
        return self._start(slot) if answer is MISSING else answer

    def _start(self, slot: Slot) -> Any:
        for path in slot.starts:
            value = _lookup(self._context, path)
            if value is not MISSING:
                return value
        return slot.field.schema.get("default", MISSING)

    def _choices(self, slot: Slot, answer: Any, pointer: str) -> Any:
        """The number of the chosen option, the set of them for several; frames for a context's options."""
        if not (isinstance(answer, list) or slot.field.ui.options_from or slot.field.kind in SEVERAL):
            return slot.posted.get(_text(answer), UNCHOSEN)
        given = answer if isinstance(answer, list) else [answer]
        chosen = {posted_text(one) for one in given if one is not MISSING and one is not None}
        if slot.field.ui.options_from:
            name, identifier = escape(input_name(pointer)), escape(element_id(pointer))
            options = enumerate(offered(slot.field, self._context))
            return [
                Frame((o.posted, o.title, o.posted in chosen, n), (), name, identifier) for n, o in options
            ]
        numbers = {slot.posted[text] for text in chosen if text in slot.posted}
        return numbers if slot.field.kind in SEVERAL else next(iter(numbers), UNCHOSEN)

    def _made(self, field: Field, answer: Any, pointer: str) -> Any:
        """What nobody types: a computed value, or the files that were chosen."""
        if field.file is None:
            return self._computed(field, answer)
        return [self._file(file, pointer) for file in as_list(answer)[0 if field.file.many else -1 :]]

    def _computed(self, field: Field, answer: Any) -> str:
        """A value as people of the locale write it, with the decimal places of its schema."""
        return "" if answer is MISSING else show_decimal(answer, digits_of(field), self._manner.locale)

    def _file(self, file: Reference, pointer: str) -> Frame:
        """What is shown of a file: its reference, name, size, address and digest."""
        size = show_size(file["size"], self._manner.locale)
        url = f"{self._files}{file['digest']}" if self._files else ""
        name, identifier = escape(input_name(pointer)), escape(element_id(pointer))
        return Frame((to_text(file), file["name"], size, url, file["digest"]), (), name, identifier)

    def _rows(self, slot: Slot, scope: Scope, answer: Any, pointer: str) -> list[Frame]:
        answer = members(slot.field, answer)
        rows = answer if isinstance(answer, list) else []
        if self._errors:
            rows = filled_rows(slot.field, rows)  # numbered as in the response that the errors are about
        least = min(slot.field.schema.get(_LEAST[slot.field.kind], 0), _MOST_BLANK_ROWS)
        rows = [*rows, *([MISSING] * (least - len(rows)))]
        return [
            self.frame(scope, row, f"{pointer}/{number}", str(number + 1)) for number, row in enumerate(rows)
        ]


def _amount(answer: float, step: Any) -> str:
    """An amount with its cents, where the schema counts in cents."""
    shown = f"{answer:.2f}"
    return shown if step == 0.01 and float(shown) == answer else posted_text(answer)


def _text(answer: Any) -> str:
    if isinstance(answer, str):
        return answer
    return "" if answer is None or answer is MISSING else posted_text(answer)


def _lookup(tree: Any, path: Path) -> Any:
    for part in path:
        if isinstance(tree, dict):
            tree = tree.get(part, MISSING)
        elif isinstance(tree, list) and part.isdigit() and int(part) < len(tree):
            tree = tree[int(part)]
        else:
            return MISSING
    return tree
