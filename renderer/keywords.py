"""JSON Schema 2020-12 as packages may use it: its keywords, and the schemas inside a schema."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from renderer.position import Path, from_pointer

TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
FORMATS = (
    "date", "date-time", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6",
    "uri", "uri-reference", "iri", "iri-reference", "uuid", "json-pointer", "regex", "file",
    "signature",
)  # fmt: skip
DIALECT = "https://json-schema.org/draft/2020-12/schema"

LEVELS = 3  # how often a schema that contains itself is followed into itself

IN_PLACE = ("if", "then", "else", "allOf", "anyOf", "oneOf", "dependentSchemas")

_ONE = ("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames",
        "unevaluatedItems", "unevaluatedProperties")  # fmt: skip
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")
_PLAIN = (
    "$schema", "$id", "$ref", "$comment",
    "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
    "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains", "minContains",
    "maxProperties", "minProperties", "required", "dependentRequired", "format", "contentEncoding",
    "contentMediaType", "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples",
)  # fmt: skip
KEYWORDS = tuple(sorted(_ONE + _LISTS + _NAMED + _PLAIN))


def inside(schema: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """The schemas directly inside a schema, each with its path from there."""
    for keyword, value in schema.items():
        if keyword in _ONE:
            yield (keyword,), value
        elif keyword in _LISTS and isinstance(value, list):
            yield from (((keyword, index), item) for index, item in enumerate(value))
        elif keyword in _NAMED and isinstance(value, dict):
            yield from (((keyword, name), item) for name, item in value.items())


def every(schema: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """A schema and all schemas in it, each with its path. `true` and `false` are left out."""
    yield path, schema
    for step, item in inside(schema):
        if isinstance(item, dict):
            yield from every(item, path + step)


Described = Mapping[tuple[str, ...], list[Mapping[str, Any]]]


def described(document: Mapping[str, Any]) -> Described:
    """Every value a schema tells something about, and the schemas that do.

    Values are known by their path of property names; `*` stands for any item of a list.
    """
    found: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    _describe(document, document, (), found, ())
    return found


def _describe(
    document: Mapping[str, Any],
    schema: Any,
    path: tuple[str, ...],
    found: dict[tuple[str, ...], list[Mapping[str, Any]]],
    trail: tuple[int, ...],
) -> None:
    if not isinstance(schema, dict) or trail.count(id(schema)) >= LEVELS:
        return
    trail = (*trail, id(schema))
    found.setdefault(path, []).append(schema)
    for name, value in schema.get("properties", {}).items():
        _describe(document, value, (*path, name), found, trail)
    for number, value in enumerate(schema.get("prefixItems", ())):
        _describe(document, value, (*path, str(number)), found, trail)
    for value in (schema.get("items"), schema.get("additionalProperties"), *_patterned(schema)):
        _describe(document, value, (*path, "*"), found, trail)
    for branch in branches(document, schema):
        _describe(document, branch, path, found, trail)


def _patterned(schema: Mapping[str, Any]) -> Iterator[Any]:
    yield from schema.get("patternProperties", {}).values()


def branches(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas that (may) apply to the same value as `schema` does."""
    if "$ref" in schema:
        yield target(document, schema["$ref"])
    yield from (item for (keyword, *_), item in inside(schema) if keyword in IN_PLACE)


def target(document: Mapping[str, Any], reference: str) -> Any:
    """What a `$ref` of the form `#/...` points at. Raises LookupError."""
    here: Any = document
    for key in from_pointer(unquote(reference.removeprefix("#"))):
        here = here[int(key)] if isinstance(here, list) and key.isdigit() else here[key]
    return here
