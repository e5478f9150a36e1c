"""Adding and removing rows of a list, as the buttons of the form ask for."""

import copy
from typing import Any

from renderer.form.decode import Answers
from renderer.form.files import as_list
from renderer.form.model import ROWS, Field
from renderer.form.names import STAY, unescaped
from renderer.package import Package

_LISTS = ("list", "checkboxes", "multiselect", "lines", "files")
_BLANK_ROWS: dict[str, Any] = {"group": {}, **{kind: [] for kind in _LISTS}}
_MOVES = {"up": -1, "down": 1}


class UnknownOperation(ValueError):
    """The posted `$op` names no list or no row of this form."""


def apply_operation(package: Package, answers: Answers, operation: str) -> Answers:
    """New answers after `add:lines`, `remove:lines/2`, `up:lines/2`, `drop:receipt/DIGEST` or `stay`.

    Raises UnknownOperation.
    """
    verb, _, name = operation.partition(":")
    changed = copy.deepcopy(answers)
    if verb == "add":
        _add(*_list_at(package.form.root, changed, name.split("/"), operation), operation)
    elif verb == "remove":
        path, _, number = name.rpartition("/")
        _, rows = _list_at(package.form.root, changed, path.split("/"), operation)
        del rows[_index(number, rows, operation)]
    elif verb == "drop":
        *steps, digest = name.split("/")
        _drop(changed, steps, digest, operation)
    elif verb in _MOVES:
        path, _, number = name.rpartition("/")
        _, rows = _list_at(package.form.root, changed, path.split("/"), operation)
        row = rows.pop(here := _index(number, rows, operation))
        rows.insert(max(here + _MOVES[verb], 0), row)  # the first and the last stay where they are
    elif operation != STAY:
        raise UnknownOperation(operation)
    return changed


def _add(field: Field, rows: list[Any], operation: str) -> None:
    if len(rows) >= field.most_rows:
        raise UnknownOperation(operation)
    rows.append(copy.copy(_BLANK_ROWS.get(field.children[0].kind, "")))


def _drop(answers: Answers, path: list[str], digest: str, operation: str) -> None:
    """Takes a file out of the answer at `path`. One that is gone already needs nothing."""
    held: Any = answers
    for part in path:
        if isinstance(held, list):
            held = held[_index(part, held, operation)]
        else:
            held = held.get(unescaped(part)) if isinstance(held, dict) else None
    if not isinstance(held, list) or len(as_list(held)) < len(held):
        raise UnknownOperation(operation)
    held[:] = [file for file in held if file["digest"] != digest]


def _list_at(field: Field, node: Any, path: list[str], operation: str) -> tuple[Field, list[Any]]:
    """The list field at `path` and its rows within the answers, which are made where they are missing."""
    for part in map(unescaped, path):
        if field.kind in ROWS:
            node, field = node[_index(part, node, operation)], field.children[0]
        elif part in field.children_by_name:
            field = field.children_by_name[part]
            node = node.setdefault(part, [] if field.kind in ROWS else {})
        else:
            raise UnknownOperation(operation)
        if not isinstance(node, list if field.kind in ROWS else dict):
            raise UnknownOperation(operation)
    if field.kind not in ROWS:
        raise UnknownOperation(operation)
    return field, node


def _index(part: str, rows: list[Any], operation: str) -> int:
    if part.isascii() and part.isdigit() and len(part) < 7 and int(part) < len(rows):
        return int(part)
    raise UnknownOperation(operation)
