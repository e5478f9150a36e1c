"""What an object schema says about its properties, over `allOf`, `$ref`, `if` and dependent schemas."""

from collections.abc import Iterable
from dataclasses import field

from renderer.form.cases import cases_of
from renderer.form.model import Branch, Undrawable
from renderer.form.source import Place, Source, is_never, not_null
from typed.record import dataclass

_ALTERNATIVES = ("anyOf", "oneOf")


@dataclass(frozen=True)
class Asked:
    """A condition of an object: an `if` to evaluate, or a property whose presence is asked."""

    test: Place | None
    present: str = ""


@dataclass
class Gathered:
    """Properties and requirements by name, each with the branches in which they hold; `()` is always."""

    properties: dict[str, list[tuple[Place, Branch]]] = field(default_factory=dict)
    never: dict[str, list[Branch]] = field(default_factory=dict)
    required: dict[str, list[Branch]] = field(default_factory=dict)
    conditions: list[Asked] = field(default_factory=list)
    triggers: set[str] = field(default_factory=set)  # properties whose mere presence matters
    undrawable: list[Undrawable] = field(default_factory=list)


def gather(source: Source, places: Iterable[Place]) -> Gathered:
    """Everything the given places say about one object."""
    gathered = Gathered()
    for place in places:
        _gather(source, place, (), gathered)
    return gathered


def _gather(source: Source, place: Place, branch: Branch, found: Gathered) -> None:
    for part in source.parts(place):
        _properties(part, branch, found)
        _dependent(source, part, branch, found)
        if "if" in part.schema:
            _if(source, part, branch, found)
        for keyword in _ALTERNATIVES:
            _alternatives(source, part, keyword, branch, found)
        for keyword in ("patternProperties", "additionalProperties"):
            if isinstance(part.schema.get(keyword), dict) and part.schema[keyword]:
                _refuse(part, keyword, "put entries with free names into an object of their own", found)


def _properties(part: Place, branch: Branch, found: Gathered) -> None:
    for name in part.schema.get("properties", {}):
        place = part.below("properties", name)
        if is_never(place):
            found.never.setdefault(name, []).append(branch)
        else:
            found.properties.setdefault(name, []).append((place, branch))
    for name in part.schema.get("required", ()):
        found.required.setdefault(name, []).append(branch)


def _if(source: Source, part: Place, branch: Branch, found: Gathered) -> None:
    test = part.below("if")
    number = len(found.conditions)
    found.conditions.append(Asked(test))
    found.triggers.update(set(test.schema.get("required", ())) - set(test.schema.get("properties", ())))
    for keyword, truth in (("then", True), ("else", False)):
        if keyword in part.schema:
            _gather(source, part.below(keyword), (*branch, (number, truth)), found)


def _dependent(source: Source, part: Place, branch: Branch, found: Gathered) -> None:
    for name, needed in part.schema.get("dependentRequired", {}).items():
        inner = (*branch, _presence(name, found))
        for other in needed:
            found.required.setdefault(other, []).append(inner)
    for name in part.schema.get("dependentSchemas", {}):
        inner = (*branch, _presence(name, found))
        _gather(source, part.below("dependentSchemas", name), inner, found)


def _presence(name: str, found: Gathered) -> tuple[int, bool]:
    found.triggers.add(name)
    found.conditions.append(Asked(None, name))
    return len(found.conditions) - 1, True


def _alternatives(source: Source, part: Place, keyword: str, branch: Branch, found: Gathered) -> None:
    """Objects of several kinds: a choice of the kind, and what each of them asks when it is chosen."""
    others = not_null(part, keyword)
    if len(others) < 2 or not any(_names_properties(source, other) for other in others):
        return
    at = f"{part.at}/{keyword}"
    cases = cases_of(source, at, others)
    if cases is None:
        why = (
            f"nothing tells the schemas of '{keyword}' apart: give each a property with a 'const' of its own"
        )
        _refuse(part, keyword, f"{why}, or describe the cases with 'if'", found)
        return
    found.properties.setdefault(cases.name, []).append((cases.choice, branch))
    if cases.required:
        found.required.setdefault(cases.name, []).append(branch)
    for test, other in zip(cases.tests, others, strict=True):
        found.conditions.append(Asked(test))
        _gather(source, other, (*branch, (len(found.conditions) - 1, True)), found)


def _names_properties(source: Source, place: Place) -> bool:
    return any("properties" in part.schema for part in source.parts(place))


def _refuse(part: Place, keyword: str, why: str, found: Gathered) -> None:
    found.undrawable.append(Undrawable(f"{part.at}/{keyword}", why))
