"""Which values the holes of a form need: planned once at load."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from renderer.form.model import CHOICES, PLAIN, SEVERAL, Field
from renderer.form.names import element_id, input_name, unescaped
from renderer.form.offers import MISSING
from renderer.form.runs import finished
from renderer.form.spoken import is_written_plainly
from typed.record import dataclass

Path = tuple[str, ...]
Read = Callable[[Any, Any], Any]  # answers and context to a value, or MISSING
How = Literal[
    "plain", "number", "written", "money", "lines", "checkbox", "option", "several", "offered", "rows",
    "computed", "files", "group", "currency", "zone",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Slot:
    """One value of a scope, and how it is shown: `currency` and `zone` are no answers but stand beside one.

    `read` gives the answer, or what it starts from where there is none, or none is taken.
    """

    field: Field
    how: How
    read: Read
    rest: str  # what its pointer adds to the scope's
    name: bytes  # what it adds to the scope's name, and to its id
    id: bytes
    posted: Mapping[str, int]  # choices: posted text -> number
    row: "Scope | None"


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
    numbers = {slot.field.pointer: n for n, slot in enumerate(slots) if slot.how not in _BESIDE}
    beside = {slot.field.pointer: n for n, slot in enumerate(slots) if slot.how in _BESIDE}
    return Scope(tuple(slots), numbers, beside, ("",) * len(slots))


def _collect(field: Field, base: str, path: Path, above: tuple[Path, ...], slots: list[Slot]) -> None:
    if field.kind in ("constant", "action"):
        return
    own = (parts_of(field.ui.prefill),) if field.ui.prefill else ()
    starts = (*own, *above)
    taken = None if field.kind == "fixed" else path
    slots.append(
        _slot(field, _how(field), base, _reader(taken, starts, field.schema.get("default", MISSING)))
    )
    if field.ui.currency_from:
        slots.append(_slot(field, "currency", base, _reader(None, (parts_of(field.ui.currency_from),))))
    elif field.has_zone:
        slots.append(_slot(field, "zone", base, _reader(None, ())))
    if field.kind == "group":
        for child in field.children:
            _collect(child, base, (*path, child.name), tuple((*s, child.name) for s in starts), slots)


def _slot(field: Field, how: How, base: str, read: Read) -> Slot:
    rest = field.pointer[len(base) :]
    inner = element_id(rest)
    return Slot(
        field=field,
        how=how,
        read=read,
        rest=rest,
        name=finished(rest if base else input_name(rest)),
        id=finished(f"-{inner}" if base and inner else inner),
        posted={option.posted: number for number, option in enumerate(field.options)},
        row=plan(field.children[0]) if how == "rows" else None,
    )


def _reader(path: Path | None, starts: tuple[Path, ...], default: Any = MISSING) -> Read:
    """Reads the answer at `path`, then what the context has at one of `starts`, then the default."""

    def read(answers: Any, context: Any) -> Any:
        if path is not None and (answers or not path):  # most pages are opened without answers
            found = lookup(answers, path)
            if found is not MISSING:
                return found
        for start in starts:
            found = lookup(context, start)
            if found is not MISSING:
                return found
        return default

    return read


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


def parts_of(pointer: str) -> Path:
    """The steps of a JSON pointer."""
    return tuple(map(unescaped, pointer.split("/")[1:]))


def lookup(tree: Any, path: Path) -> Any:
    """The value at a path, or MISSING."""
    for part in path:
        if isinstance(tree, dict):
            tree = tree.get(part, MISSING)
        elif isinstance(tree, list) and part.isdigit() and int(part) < len(tree):
            tree = tree[int(part)]
        else:
            return MISSING
    return tree
