"""A schema document to walk in: places, local references and what they add up to."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import jsonschema_rs

from renderer.position import to_pointer
from renderer.schema import PATTERNS, is_null
from typed.record import dataclass

_BOUND = 40  # references followed from one place before we call it a circle


@dataclass(frozen=True, eq=False)
class Place:
    """A subschema and where it stands: a JSON pointer into the document."""

    schema: Mapping[str, Any]
    at: str = ""

    def below(self, *path: str | int) -> "Place":
        """The subschema at `path`; `true` is read as `{}` and `false` as `{"not": {}}`."""
        schema: Any = self.schema
        for step in path:
            schema = schema[step]
        if isinstance(schema, bool):
            schema = {} if schema else {"not": {}}
        return Place(schema, self.at + to_pointer(list(path)))


class Circle(Exception):
    """A schema refers to itself without end."""


class Source:
    """One document, with a compiled validator for each of its subschemas."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.root = Place(document)
        self._validators = jsonschema_rs.validator_map_for(
            dict(document), offline=True, validate_formats=True, pattern_options=PATTERNS
        )

    def validator(self, place: Place) -> jsonschema_rs.Validator:
        """Of a subschema of the document, or of one made from it that refers to nothing."""
        found = self._validators.get("#" + place.at)
        return found or jsonschema_rs.Draft202012Validator(dict(place.schema), offline=True)

    def parts(self, place: Place, depth: int = 0) -> Iterator[Place]:
        """The place itself, then what `$ref`, `allOf` and "this or null" add to it without a condition."""
        if depth > _BOUND:
            raise Circle(place.at)
        yield place
        target = self._target(place)
        if target is not None:
            yield from self.parts(target, depth + 1)
        for number in range(len(place.schema.get("allOf", ()))):
            yield from self.parts(place.below("allOf", number), depth + 1)
        for keyword in ("anyOf", "oneOf"):
            others = not_null(place, keyword)
            if len(others) == 1:
                yield from self.parts(others[0], depth + 1)

    def _target(self, place: Place) -> Place | None:
        reference = place.schema.get("$ref")
        if reference is None:
            return None
        schema: Any = self.root.schema
        at = unquote(reference.removeprefix("#"))
        for step in at.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            schema = schema[int(key)] if isinstance(schema, list) else schema[key]
        return Place({"not": {}} if schema is False else {} if schema is True else schema, at)


def is_never(place: Place) -> bool:
    """Whether nothing at all may be here: the schema `false`."""
    return place.schema == {"not": {}}


def not_null(place: Place, keyword: str) -> list[Place]:
    """The alternatives of `anyOf` or `oneOf` that are more than `{"type": "null"}`."""
    alternatives = (place.below(keyword, number) for number in range(len(place.schema.get(keyword, ()))))
    return [place for place in alternatives if not is_null(place.schema)]
