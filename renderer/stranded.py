"""Which open tasks would be lost, were they moved to another version of their package."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from renderer.form.decode import Answers
from renderer.form.response import to_response
from renderer.form.validate import place_of, validate
from renderer.package import Package
from renderer.position import to_pointer
from typed.record import dataclass


@dataclass(frozen=True)
class OpenTask:
    """A task by an id of the caller's. `answers` are a draft (strings as typed are fine) or a response."""

    id: str
    context: Mapping[str, Any]
    answers: Answers | None = None
    is_complete: bool = False  # a response: what is missing counts as well


@dataclass(frozen=True)
class Misfit:
    """One thing that does not fit, never with what was answered. `part`: "context" or "answers"."""

    part: str
    pointer: str
    keyword: str
    message: str


@dataclass(frozen=True)
class Stranded:
    """A task that cannot be moved, and why."""

    id: str
    misfits: tuple[Misfit, ...]


def stranded(
    candidate: Package, tasks: Iterable[OpenTask], live: Package | None = None
) -> tuple[Stranded, ...]:
    """The tasks whose context the candidate refuses, or whose answers it would refuse or lose.

    What a draft does not answer yet is no misfit; nor is what `live`, when given, refuses alike.
    """
    found = ((task.id, _misfits(candidate, task, live)) for task in tasks)
    return tuple(Stranded(id_, misfits) for id_, misfits in found if misfits)


def _misfits(candidate: Package, task: OpenTask, live: Package | None) -> tuple[Misfit, ...]:
    known = {(one.part, one.pointer, one.keyword) for one in _all(live, task)} if live else set()
    return tuple(one for one in _all(candidate, task) if (one.part, one.pointer, one.keyword) not in known)


def _all(package: Package, task: OpenTask) -> Iterator[Misfit]:
    for wrong in package.context_schema.errors(dict(task.context)):
        yield Misfit("context", wrong.pointer, wrong.keyword, wrong.message)
    if task.answers is None:
        return
    for pointer in _unknown(package, task.answers, ()):
        yield Misfit("answers", pointer, "unknown", "is no longer asked")
    response = task.answers if task.is_complete else to_response(package, task.answers, task.context)
    for error in validate(package, response, task.context, package.default_locale):
        if task.is_complete or not _is_open(error.pointer, response):
            yield Misfit("answers", error.pointer, error.keyword, error.message)


def _unknown(package: Package, value: Any, path: tuple[str | int, ...]) -> Iterator[str]:
    """Pointers of answers for which the form has no field; of a group that is gone, only its own."""
    pointer = to_pointer(path)
    if value in (None, "", [], {}) or path == ("action",):
        return
    if place_of(package.form.root, pointer).field is None:
        yield pointer
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _unknown(package, inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unknown(package, inner, (*path, number))


def _is_open(pointer: str, response: Any) -> bool:
    """Whether nothing is answered there yet, so that a person can still do so."""
    here = response
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(here, list) and name.isdigit() and int(name) < len(here):
            here = here[int(name)]
        elif isinstance(here, Mapping) and name in here:
            here = here[name]
        else:
            return True
    return here in (None, "", [], {})
