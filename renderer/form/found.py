"""The values of slots, found in a tree of JSON: for all that stand in the same object at once."""

from collections.abc import Iterable
from itertools import repeat
from typing import Any, NamedTuple

from renderer.form.offers import MISSING

Path = tuple[str, ...]


class Source(NamedTuple):
    """An object of a tree, and which slots are its members. Without `names` it is itself a slot's value."""

    parent: Path
    names: tuple[str, ...]
    numbers: tuple[int, ...]  # of the slots


def sources(paths: Iterable[tuple[int, Path]]) -> tuple[Source, ...]:
    """Where the slots with these numbers find their values."""
    members: dict[Path, list[tuple[str, int]]] = {}
    whole: list[Source] = []
    for number, path in paths:
        if path:
            members.setdefault(path[:-1], []).append((path[-1], number))
        else:
            whole.append(Source((), (), (number,)))
    inside = [Source(parent, *zip(*found, strict=True)) for parent, found in members.items()]
    return (*whole, *inside)


def put(values: list[Any], tree: Any, found_in: tuple[Source, ...]) -> None:
    """Set what is there; what is not stays as it is."""
    for parent, names, numbers in found_in:
        holder = lookup(tree, parent)
        found: Iterable[Any]
        if not names:
            found = (holder,)
        elif isinstance(holder, dict):
            found = map(holder.get, names, repeat(MISSING))
        else:
            found = [lookup(holder, (name,)) for name in names]
        for number, value in zip(numbers, found, strict=True):
            if value is not MISSING:
                values[number] = value


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
