"""A check for each type that a class may declare."""

import pathlib
from collections.abc import Callable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from typed.notes import Note, NotFit
from typed.wrong import Path, Wrong

REFUSED = object()  # what a check gives when it has told what is wrong
Check = Callable[[Any, Path, list[Wrong]], Any]


def check_of(annotation: Any) -> Check:
    """Gives the value as it is kept. Texts are no numbers, nor are truth values; a whole float is an int."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _noted(check_of(inner[0]), inner[1:])
    if origin is Literal:
        return _choice(inner)
    if origin in (Union, UnionType):
        return _one_of(inner)
    if origin in (tuple, frozenset):
        return _items(origin, check_of(inner[0]))
    if origin is dict:
        return _entries(check_of(inner[0]), check_of(inner[1]))
    if hasattr(annotation, "model_check"):
        check: Check = annotation.model_check
        return check
    return _PLAIN[annotation]


def _noted(check: Check, notes: Sequence[Note]) -> Check:
    def noted(value: Any, path: Path, wrong: list[Wrong]) -> Any:
        kept = check(value, path, wrong)
        if kept is REFUSED:
            return REFUSED
        try:
            for note in notes:
                kept = note.check(kept)
        except NotFit as fault:
            return refuse(wrong, fault.kind, path, value, **fault.told)
        except ValueError as fault:
            return refuse(wrong, "said", path, value, words=str(fault))
        return kept

    return noted


def refuse(wrong: list[Wrong], kind: str, path: Path, value: Any = None, **told: Any) -> Any:
    wrong.append(Wrong(kind, path, value, told))
    return REFUSED


def _choice(allowed: Sequence[Any]) -> Check:
    def choice(value: Any, path: Path, wrong: list[Wrong]) -> Any:
        if not any(type(value) is type(each) and value == each for each in allowed):
            return refuse(wrong, "choice", path, value, allowed=allowed)
        return value

    return choice


def _one_of(kinds: Sequence[Any]) -> Check:
    """The first one for what is no object, the last one for what is: only these two shapes occur together."""
    checks = [check_of(kind) for kind in kinds if kind is not NoneType]

    def one_of(value: Any, path: Path, wrong: list[Wrong]) -> Any:
        if value is None and NoneType in kinds:
            return None
        return checks[-1 if isinstance(value, Mapping) else 0](value, path, wrong)

    return one_of


def _items(kind: Callable[[list[Any]], Any], check: Check) -> Check:
    def items(value: Any, path: Path, wrong: list[Wrong]) -> Any:
        if not isinstance(value, list | tuple | frozenset | set):
            return refuse(wrong, "type", path, value, type="list")
        kept = [check(each, (*path, number), wrong) for number, each in enumerate(value)]
        return REFUSED if any(each is REFUSED for each in kept) else kind(kept)

    return items


def _entries(name: Check, check: Check) -> Check:
    def entries(value: Any, path: Path, wrong: list[Wrong]) -> Any:
        if not isinstance(value, Mapping):
            return refuse(wrong, "type", path, value, type="object")
        before = len(wrong)
        kept = {
            name(key, (*path, key), wrong): check(each, (*path, key), wrong) for key, each in value.items()
        }
        return REFUSED if len(wrong) > before else kept

    return entries


def _exactly(kind: type, name: str) -> Check:
    def exactly(value: Any, path: Path, wrong: list[Wrong]) -> Any:
        return value if isinstance(value, kind) else refuse(wrong, "type", path, value, type=name)

    return exactly


def _number(kind: type[int] | type[float], name: str) -> Check:
    def number(value: Any, path: Path, wrong: list[Wrong]) -> Any:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if not fits or (kind is int and value != value // 1):
            return refuse(wrong, "type", path, value, type=name)
        return kind(value)

    return number


def _anything(value: Any, _path: Path, _wrong: list[Wrong]) -> Any:
    return value


_PLAIN: Mapping[Any, Check] = {
    str: _exactly(str, "text"),
    bool: _exactly(bool, "bool"),
    int: _number(int, "int"),
    float: _number(float, "number"),
    pathlib.Path: _exactly(pathlib.Path, "path"),
    Any: _anything,
}
