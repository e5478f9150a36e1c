"""What a schema says about each place of an answer, so that two schemas can be compared place by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from renderer.compare import KEYWORD as COMPARE
from renderer.keywords import LEVELS, TYPES, inside, target

Place = tuple[str, ...]  # property names; `*` is any item of a list
Rule = tuple[str, bool]  # a keyword, and whether it holds whatever else is answered

LOWEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
HIGHEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
CLOSING = ("additionalProperties", "unevaluatedProperties")

# Words for people, which decide nothing about an answer.
_PLAIN = frozenset(
    ("$schema", "$id", "$comment", "$defs", "title", "description", "default", "deprecated", "readOnly",
     "writeOnly", "examples")
)  # fmt: skip
_FOLLOWED = ("$ref", "properties", "items", "allOf", "required")
_SOMETIMES = ("then", "else", "anyOf", "oneOf", "dependentSchemas")


@dataclass(eq=False)
class Facts:
    """Of one place. `rules` holds the value of each rule; of several alike, the narrowest or all of them."""

    rules: dict[Rule, Any] = field(default_factory=dict)
    required: bool | None = None  # None: never; False: under a condition

    @property
    def is_closed(self) -> bool:
        return any(self.rules.get((keyword, True)) is False for keyword in CLOSING)


def facts(document: Mapping[str, Any]) -> dict[Place, Facts]:
    """Every place a schema knows, and what it says of it."""
    found: dict[Place, Facts] = {}
    for place, schema, sure in _schemas(document, document, (), True):
        here = found.setdefault(place, Facts())
        for keyword, value in _rules(schema):
            _add(here.rules, (keyword, sure), value)
        for name in schema.get("required", ()):
            child = found.setdefault((*place, name), Facts())
            child.required = bool(child.required) or sure
    return found


def plain(schema: Any) -> Any:
    """A schema without the words for people."""
    if isinstance(schema, list):
        return [plain(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        keyword: {name: plain(one) for name, one in value.items()}
        if keyword == "properties"
        else plain(value)
        for keyword, value in schema.items()
        if not _is_words(keyword)
    }


def _schemas(
    document: Mapping[str, Any], schema: Any, place: Place, sure: bool, trail: tuple[int, ...] = ()
) -> Iterator[tuple[Place, Mapping[str, Any], bool]]:
    """Each schema with its place, and whether it always applies there."""
    if not isinstance(schema, Mapping) or trail.count(id(schema)) >= LEVELS:
        return
    trail = (*trail, id(schema))
    yield place, schema, sure
    if "$ref" in schema:
        yield from _schemas(document, target(document, schema["$ref"]), place, sure, trail)
    for (keyword, *rest), item in inside(schema):
        if keyword == "properties":
            yield from _schemas(document, item, (*place, str(rest[0])), sure, trail)
        elif keyword == "items":
            yield from _schemas(document, item, (*place, "*"), sure, trail)
        elif keyword == "allOf" or keyword in _SOMETIMES:
            yield from _schemas(document, item, place, sure and keyword == "allOf", trail)


def _rules(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keywords of a schema that narrow what it accepts, and conditions as wholes."""
    if "type" in schema:
        yield "type", _types(schema["type"])
    if "const" in schema or "enum" in schema:
        values = [schema["const"]] if "const" in schema else schema["enum"]
        yield "enum", frozenset(_key(value) for value in values)
    if "if" in schema:
        parts = {keyword: plain(schema[keyword]) for keyword in ("if", "then", "else") if keyword in schema}
        yield "if", frozenset([_key(parts)])
    for keyword, value in schema.items():
        if keyword in LOWEST or keyword in HIGHEST or keyword in CLOSING:
            yield keyword, value if isinstance(value, int | float) else frozenset([_key(plain(value))])
        elif keyword not in ("type", "const", "enum", "if", "then", "else", *_FOLLOWED) and not _is_words(
            keyword
        ):
            yield keyword, frozenset([_key(plain(value))])


def _add(rules: dict[Rule, Any], rule: Rule, value: Any) -> None:
    """Two rules of one place: both hold, or, when they are conditional, either may."""
    keyword, sure = rule
    if rule not in rules:
        rules[rule] = value
    elif keyword in ("type", "enum"):
        rules[rule] = rules[rule] & value if sure else rules[rule] | value
    elif keyword in LOWEST:
        rules[rule] = max(rules[rule], value)
    elif keyword in HIGHEST:
        rules[rule] = min(rules[rule], value)
    elif isinstance(value, frozenset) and isinstance(rules[rule], frozenset):
        rules[rule] = rules[rule] | value
    else:
        rules[rule] = rules[rule] and value


def _types(given: Any) -> frozenset[str]:
    names = {given} if isinstance(given, str) else set(given)
    return frozenset(names | {"integer"} if "number" in names else names) & frozenset(TYPES)


def _key(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _is_words(keyword: str) -> bool:
    return keyword in _PLAIN or (keyword.startswith("x-") and keyword != COMPARE)
