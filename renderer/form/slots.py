"""Which values the holes of a form need: planned once at load."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from renderer.form.model import PLAIN, ROWS, Field
from renderer.form.names import unescaped
from renderer.form.spoken import is_written_plainly

Path = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Slot:
    """One value of a scope. `path` leads to its answer, `starts` to where it starts from in the context.

    With `beside` it is no answer but what stands beside a field: the currency that the context names for
    it, at `currency`, or the time zone.
    """

    field: Field
    path: Path
    rest: str  # what its pointer adds to the scope's
    starts: tuple[Path, ...]
    posted: Mapping[str, int]  # choices: posted text -> number
    row: "Scope | None"
    beside: Literal["", "currency", "zone"] = ""
    currency: Path = ()

    @cached_property
    def is_plain(self) -> bool:
        """Whether its control shows the answer as it is."""
        return self.field.kind in PLAIN and not self.beside and is_written_plainly(self.field)


@dataclass(frozen=True, eq=False)
class Scope:
    """The slots of the form, or of each row of a list, in the order of the form."""

    slots: tuple[Slot, ...]
    numbers: Mapping[str, int]  # pointer -> number of the answer's slot
    beside: Mapping[str, int]  # pointer -> number of the slot of what stands beside it
    unmarked: tuple[str, ...]  # the errors where there are none


def plan(root: Field) -> Scope:
    """The slots of a group or of a list's row."""
    slots: list[Slot] = []
    _collect(root, root.pointer, (), (), slots)
    numbers = {slot.field.pointer: n for n, slot in enumerate(slots) if not slot.beside}
    beside = {slot.field.pointer: n for n, slot in enumerate(slots) if slot.beside}
    return Scope(tuple(slots), numbers, beside, ("",) * len(slots))


def _collect(field: Field, base: str, path: Path, above: tuple[Path, ...], slots: list[Slot]) -> None:
    if field.kind in ("constant", "action"):
        return
    own = (parts_of(field.ui.prefill),) if field.ui.prefill else ()
    starts = (*own, *above)
    row = plan(field.children[0]) if field.kind in ROWS else None
    posted = {option.posted: number for number, option in enumerate(field.options)}
    slots.append(Slot(field, path, field.pointer[len(base) :], starts, posted, row))
    if field.ui.currency_from:
        currency = parts_of(field.ui.currency_from)
        slots.append(Slot(field, path, "", (), {}, None, "currency", currency))
    elif field.has_zone:
        slots.append(Slot(field, path, "", (), {}, None, "zone"))
    if field.kind == "group":
        for child in field.children:
            _collect(child, base, (*path, child.name), tuple((*s, child.name) for s in starts), slots)


def parts_of(pointer: str) -> Path:
    """The steps of a JSON pointer."""
    return tuple(map(unescaped, pointer.split("/")[1:]))
