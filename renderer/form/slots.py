"""Which values the holes of a form need: planned once at load."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from renderer.form.found import Path, Source, put, sources
from renderer.form.model import CHOICES, PLAIN, SEVERAL, Field
from renderer.form.names import element_id, input_name, parts_of
from renderer.form.offers import MISSING
from renderer.form.runs import finished
from renderer.form.spoken import is_written_plainly
from typed.record import dataclass

How = Literal[
    "plain", "number", "written", "money", "lines", "checkbox", "option", "several", "offered", "rows",
    "computed", "files", "group", "currency", "zone",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Slot:
    """One value of a scope, and how it is shown: `currency` and `zone` are no answers but stand beside one.

    It is the answer at `path`, or what the context has at the first of `starts`, or the default.
    """

    field: Field
    how: How
    path: Path | None  # None: no answer is taken
    starts: tuple[Path, ...]
    default: Any
    rest: str  # what its pointer adds to the scope's
    name: bytes  # what it adds to the scope's name, and to its id
    id: bytes
    posted: Mapping[str, int]  # choices: posted text -> number
    row: "Scope | None"


@dataclass(frozen=True, eq=False)
class Scope:
    """The slots of the form, or of each row of a list, in the order of the form; and how all are read at
    once: what stands at the end of `starts` counts most."""

    slots: tuple[Slot, ...]
    shown: tuple[tuple[int, Slot], ...]  # those that do more than show their text, by number
    texts: tuple[int, ...]  # the numbers of those that do not
    defaults: Sequence[Any]
    starts: tuple[Source, ...]
    answers: tuple[Source, ...]
    numbers: Mapping[str, int]  # pointer -> number of the answer's slot
    beside: Mapping[str, int]  # pointer -> number of the slot of what stands beside it
    unmarked: tuple[str, ...]  # the errors where there are none

    def values(self, answers: Any, context: Any) -> list[Any]:
        """What each slot shows, by number; MISSING where there is nothing."""
        values = list(self.defaults)
        put(values, context, self.starts)
        if answers != {}:  # most pages are opened without answers
            put(values, answers, self.answers)
        return values


def plan(root: Field) -> Scope:
    """The slots of a group or of a list's row."""
    slots: list[Slot] = []
    _collect(root, root.pointer, (), (), slots)
    read = [(n, slot) for n, slot in enumerate(slots) if slot.how != "group"]
    return Scope(
        slots=tuple(slots),
        shown=tuple((n, slot) for n, slot in read if slot.how != "plain"),
        texts=tuple(n for n, slot in read if slot.how == "plain"),
        defaults=[None if slot.how == "group" else slot.default for slot in slots],
        starts=tuple(source for depth in _depths(slots) for source in _starts(read, depth)),
        answers=sources((n, slot.path) for n, slot in read if slot.path is not None),
        numbers={slot.field.pointer: n for n, slot in enumerate(slots) if slot.how not in _BESIDE},
        beside={slot.field.pointer: n for n, slot in enumerate(slots) if slot.how in _BESIDE},
        unmarked=("",) * len(slots),
    )


def _depths(slots: Sequence[Slot]) -> Sequence[int]:
    """The places in `starts`, the last first: what is found at an earlier one takes its place."""
    return range(max((len(slot.starts) for slot in slots), default=0) - 1, -1, -1)


def _starts(read: Sequence[tuple[int, Slot]], depth: int) -> tuple[Source, ...]:
    return sources((n, slot.starts[depth]) for n, slot in read if depth < len(slot.starts))


def _collect(field: Field, base: str, path: Path, above: tuple[Path, ...], slots: list[Slot]) -> None:
    if field.kind in ("constant", "action"):
        return
    own = (parts_of(field.ui.prefill),) if field.ui.prefill else ()
    starts, default = (*own, *above), field.schema.get("default", MISSING)
    slots.append(_slot(field, _how(field), base, None if field.kind == "fixed" else path, starts, default))
    if field.ui.currency_from:
        slots.append(_slot(field, "currency", base, None, (parts_of(field.ui.currency_from),)))
    elif field.has_zone:
        slots.append(_slot(field, "zone", base))
    if field.kind == "group":
        for child in field.children:
            _collect(child, base, (*path, child.name), tuple((*s, child.name) for s in starts), slots)


def _slot(
    field: Field,
    how: How,
    base: str,
    path: Path | None = None,
    starts: tuple[Path, ...] = (),
    default: Any = MISSING,
) -> Slot:
    rest = field.pointer[len(base) :]
    inner = element_id(rest)
    return Slot(
        field=field,
        how=how,
        path=path,
        starts=starts,
        default=default,
        rest=rest,
        name=finished(rest if base else input_name(rest)),
        id=finished(f"-{inner}" if base and inner else inner),
        posted={option.posted: number for number, option in enumerate(field.options)},
        row=plan(field.children[0]) if how == "rows" else None,
    )


_BESIDE = ("currency", "zone")
_OF_KIND: Mapping[str, How] = {
    "group": "group", "computed": "computed", "files": "files", "list": "rows",
    "map": "rows", "checkbox": "checkbox", "lines": "lines", "money": "money",
}  # fmt: skip


def _how(field: Field) -> How:
    if field.kind in CHOICES and field.ui.options_from:
        return "offered"
    if field.kind in CHOICES:
        return "several" if field.kind in SEVERAL else "option"
    if field.kind == "fixed" and field.options:
        return "option"
    if field.kind in PLAIN and is_written_plainly(field):
        return "plain"
    return _OF_KIND.get(field.kind, "number" if field.is_number else "written")
