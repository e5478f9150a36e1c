"""Alternatives told apart by one property of their own: `oneOf` of objects that each name their kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from renderer.form.source import Place, Source
from typed.record import dataclass


@dataclass(frozen=True)
class Cases:
    """`name` is the property that tells; `choice` describes it, with the cases' titles."""

    name: str
    choice: Place
    tests: tuple[Place, ...]  # one a case: whether an object is of its kind
    required: bool


def cases_of(source: Source, at: str, alternatives: Sequence[Place]) -> Cases | None:
    """What tells the alternatives apart; None when no property has another constant in each of them."""
    told = [_constants(source, place) for place in alternatives]
    for name in told[0]:
        values = [constants.get(name, _NONE) for constants in told]
        if all(isinstance(value, str | int | bool) for value in values) and len(set(values)) == len(values):
            return _cases(source, at, name, list(zip(values, alternatives, strict=True)))
    return None


_NONE = object()


def _constants(source: Source, place: Place) -> Mapping[str, Any]:
    return {
        name: schema["const"]
        for part in source.parts(place)
        for name, schema in part.schema.get("properties", {}).items()
        if isinstance(schema, dict) and "const" in schema
    }


def _cases(source: Source, at: str, name: str, cases: Sequence[tuple[Any, Place]]) -> Cases:
    options = [{"const": value, "title": _title(source, place)} for value, place in cases]
    tests = [
        Place({"properties": {name: {"const": value}}, "required": [name]}, f"{at}/{number}/~case")
        for number, (value, _) in enumerate(cases)
    ]
    required = all(_requires(source, place, name) for _, place in cases)
    return Cases(name, Place({"oneOf": options}, at), tuple(tests), required)


def _title(source: Source, place: Place) -> str:
    """The title of the case; empty: the value speaks for itself."""
    return next((part.schema["title"] for part in source.parts(place) if "title" in part.schema), "")


def _requires(source: Source, place: Place, name: str) -> bool:
    return any(name in part.schema.get("required", ()) for part in source.parts(place))
