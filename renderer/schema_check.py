"""What is wrong with a schema, as written by an author: each fault with its line and the way out."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from renderer.compare import KEYWORD, complaint
from renderer.declared import near
from renderer.documents import Documents
from renderer.keywords import DIALECT, FORMATS, IN_PLACE, KEYWORDS, LEVELS, TYPES, every, inside, target
from renderer.position import Path, to_pointer
from renderer.schema import PATTERNS, Schema

MAX_EXPANSION = 10_000  # schemas after all references are followed

Complaint = tuple[Path, str, str]

_RENAMED = {
    "definitions": "Call it '$defs'.",
    "dependencies": "Use 'dependentRequired' or 'dependentSchemas'.",
    "additionalItems": "Use 'prefixItems' with 'items'.",
    "id": "Call it '$id'.",
}


def read_schema(documents: Documents, file: str) -> Schema | None:
    """The compiled schema of a file. None when it is at fault."""
    document = documents.json(file)
    if document is None:
        return None
    before = len(documents.faults)
    for path, message, fix in complaints(document):
        documents.fault_at(file, path, message, fix)
    if len(documents.faults) > before:
        return None
    try:
        return Schema(document)
    except ValueError as error:
        reason = str(error).partition("\n")[0]
        documents.fault(file, 1, f"is not a schema: {reason}.", "Correct it by JSON Schema Draft 2020-12.")
        return None


def complaints(document: Mapping[str, Any]) -> Iterator[Complaint]:
    """Everything wrong with a schema document."""
    found = list(_grammar(document))
    for path, schema in every(document):
        found += _spelling(path, schema)
        found += _formats(path, schema)
        found += _patterns(path, schema)
        found += _references(path, schema, document)
        found += _comparisons(path, schema)
    yield from found or _expansion(document)


def _grammar(document: Mapping[str, Any]) -> Iterator[Complaint]:
    seen: set[str] = set()
    for error in _metaschema().iter_errors(dict(document)):
        path = tuple(error.instance_path)
        if to_pointer(path) in seen:
            continue
        seen.add(to_pointer(path))
        if path[-1:] == ("type",) and path[-2:] != ("properties", "type") and isinstance(error.instance, str):
            yield path, f"'{error.instance}' is not a type.", near(error.instance, TYPES)
        else:
            place = f" at {to_pointer(path)}" if path else ""
            yield (
                path,
                f"is not a schema{place}: {error.message}.",
                "Correct it by JSON Schema Draft 2020-12.",
            )


@cache
def _metaschema() -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": DIALECT}, offline=True)


def _spelling(path: Path, schema: Mapping[str, Any]) -> Iterator[Complaint]:
    for keyword in schema:
        if keyword not in KEYWORDS and not keyword.startswith("x-"):
            way_out = _RENAMED.get(keyword) or near(keyword, KEYWORDS, "Keywords")
            yield (*path, keyword), f"'{keyword}' is no keyword packages can use.", way_out
    if schema.get("$schema", DIALECT) != DIALECT:
        yield (*path, "$schema"), "is written in another dialect.", f"Use {DIALECT} or leave it out."
    if path and "$id" in schema:
        yield (*path, "$id"), "has an '$id' inside.", "Only the whole schema may have one; use '$defs'."


def _formats(path: Path, schema: Mapping[str, Any]) -> Iterator[Complaint]:
    name = schema.get("format")
    if isinstance(name, str) and name not in FORMATS:
        yield (*path, "format"), f"'{name}' is not a format we check.", near(name, FORMATS, "Formats")


def _patterns(path: Path, schema: Mapping[str, Any]) -> Iterator[Complaint]:
    written = [((*path, "pattern"), schema.get("pattern"))]
    if isinstance(named := schema.get("patternProperties"), Mapping):
        written += [((*path, "patternProperties", pattern), pattern) for pattern in named]
    for place, pattern in written:
        if isinstance(pattern, str) and not _compiles(pattern):
            yield (
                place,
                f"the pattern {pattern} cannot be used: it is broken, looks around or back, or is too large.",
                "Write it without (?=, (?!, (?<, \\1; put lengths into minLength and maxLength.",
            )


def _comparisons(path: Path, schema: Mapping[str, Any]) -> Iterator[Complaint]:
    if KEYWORD not in schema:
        return
    if wrong := complaint(schema[KEYWORD], schema.get("properties", {})):
        way_out = f'Write it like "{KEYWORD}": {{"end": {{"atLeast": "start"}}}}.'
        yield (*path, KEYWORD), f"'{KEYWORD}' {wrong}.", way_out


def _compiles(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=PATTERNS, offline=True)
    except ValueError:
        return False
    return True


def _references(path: Path, schema: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Complaint]:
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return
    if reference != "#" and not reference.startswith("#/"):
        message = f"refers to {reference}, and nothing outside a schema is ever read."
        yield (*path, "$ref"), message, "Copy that schema into '$defs' and refer to '#/$defs/...'."
        return
    try:
        found = target(document, reference)
    except (LookupError, TypeError, ValueError):
        found = None
    if not isinstance(found, Mapping | bool):
        yield (
            (*path, "$ref"),
            f"refers to {reference}, which is not there.",
            "Correct it, or add it to '$defs'.",
        )


def _expansion(document: Mapping[str, Any]) -> Iterator[Complaint]:
    """Refuses schemas that refer to themselves or unfold into too many: checking may not end."""
    try:
        _unfold(document, document, [], (), [0])
    except RecursionError as error:
        yield (), f"refers to itself at {error}.", "Say there what it is, or refer to it from a property."
    except OverflowError:
        way_out = f"Refer less often; {MAX_EXPANSION} are allowed."
        yield (), f"unfolds into more than {MAX_EXPANSION} schemas.", way_out


def _unfold(
    schema: Any, document: Mapping[str, Any], trail: list[int], here: tuple[int, ...], seen: list[int]
) -> None:
    """Counts schemas in `seen`. `trail`: those we are inside of; `here`: those of the same value."""
    if not isinstance(schema, dict) or trail.count(id(schema)) >= LEVELS:
        return
    if id(schema) in here:
        raise RecursionError(schema.get("$ref", "#"))
    seen[0] += 1
    if seen[0] > MAX_EXPANSION:
        raise OverflowError
    here, trail = (*here, id(schema)), [*trail, id(schema)]
    for (keyword, *_), part in inside(schema):
        if keyword != "$defs":
            _unfold(part, document, trail, here if keyword in (*IN_PLACE, "not") else (), seen)
    if "$ref" in schema:
        _unfold(target(document, schema["$ref"]), document, trail, here, seen)
