"""A JSON Schema (Draft 2020-12), compiled. Nothing is ever fetched and no pattern can hang."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

import jsonschema_rs

from renderer.compare import KEYWORD, Compare, broken
from renderer.keywords import IN_PLACE, branches
from renderer.position import to_pointer
from typed.record import dataclass

# Regular expressions that run in linear time: no look-around, no back-references, nothing to backtrack.
# The size limit keeps the compiling of one pattern below 10 ms.
PATTERNS = jsonschema_rs.RegexOptions(size_limit=1_000_000)

_TELLS_VALUES = ("context", "error", "schema", "unexpected")


@dataclass(frozen=True)
class SchemaError:
    """One thing wrong at one place. `message` and `params` say what is asked for, never what was answered."""

    pointer: str
    keyword: str
    message: str
    params: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Schema:
    """`document` is the schema as written. Raises ValueError when it cannot be compiled."""

    document: Mapping[str, Any]
    validator: jsonschema_rs.Validator = field(init=False, repr=False)

    def __post_init__(self) -> None:
        validator = jsonschema_rs.Draft202012Validator(
            dict(self.document),
            validate_formats=True,
            pattern_options=PATTERNS,
            offline=True,
            mask="the value",
            keywords={KEYWORD: Compare},
        )
        object.__setattr__(self, "validator", validator)

    def is_valid(self, instance: Any) -> bool:
        return self.validator.is_valid(instance)

    def errors(self, instance: Any) -> list[SchemaError]:
        """Everything wrong with `instance`; empty when it is valid.

        A missing property is reported at its own pointer, and so is each property that should not be there.
        A property whose `then` (or other branch) failed is not also reported as unevaluated.
        """
        found = list(self.validator.iter_errors(instance))
        return [plain for error in found for plain in self._told(error, found)]

    def _told(
        self, error: jsonschema_rs.ValidationError, found: list[jsonschema_rs.ValidationError]
    ) -> Iterator[SchemaError]:
        keyword, path = error.kind.name, error.instance_path
        params = error.kind.as_dict()
        safe = {name: value for name, value in params.items() if name not in _TELLS_VALUES}
        case = self._case(error) if keyword in ("anyOf", "oneOf") else []
        if keyword == KEYWORD:
            for name, word, other in broken(_at(self.document, error.schema_path), error.instance):
                yield SchemaError(to_pointer([*path, name]), word, error.message, {"other": other})
        elif case:
            for inner in case:
                yield from self._told(inner, case)
        elif keyword == "required":
            yield SchemaError(to_pointer([*path, params["property"]]), keyword, error.message, safe)
        elif "unexpected" in params:
            excused = self._excused(error, found) if keyword == "unevaluatedProperties" else set()
            for name in params["unexpected"]:
                if name not in excused:
                    yield SchemaError(to_pointer([*path, name]), keyword, "is not expected here", safe)
        else:
            yield SchemaError(to_pointer(path), keyword, error.message, safe)

    def _case(self, error: jsonschema_rs.ValidationError) -> list[jsonschema_rs.ValidationError]:
        """What is wrong with the one alternative whose constants fit; empty when that cannot be told."""
        found: list[list[jsonschema_rs.ValidationError]] = [
            case
            for number, case in enumerate(error.kind.as_dict().get("context", ()))
            if not is_null(_at(self.document, [*error.schema_path, number]))
        ]
        meant = [case for case in found if not any(inner.kind.name in ("const", "enum") for inner in case)]
        if len(meant) == 1:
            return meant[0]
        asked = [{inner.message: inner for inner in case if inner.kind.name == "required"} for case in found]
        return [asked[0][same] for same in set.intersection(*map(set, asked))] if asked else []

    def _excused(
        self, error: jsonschema_rs.ValidationError, found: list[jsonschema_rs.ValidationError]
    ) -> set[str]:
        """Properties that only count as unevaluated because the branch that declares them failed."""
        base = error.evaluation_path[:-1]
        schema = _at(self.document, error.schema_path[:-1])
        steps = {
            other.evaluation_path[len(base)]
            for other in found
            if other.evaluation_path[: len(base)] == base and len(other.evaluation_path) > len(base)
        }
        excused: set[str] = set()
        for step in steps.intersection((*IN_PLACE, "$ref")):
            self._declared({str(step): schema[str(step)]}, excused)
        return excused

    def _declared(self, schema: Mapping[str, Any], names: set[str]) -> None:
        """Adds the properties that a schema and the branches in it declare for the same object."""
        names.update(schema.get("properties", {}))
        for branch in branches(self.document, schema):
            if isinstance(branch, Mapping):
                self._declared(branch, names)


def is_null(schema: Any) -> bool:
    """Whether a schema allows null alone."""
    return isinstance(schema, Mapping) and (schema.get("type") == "null" or schema.get("const", "") is None)


def _at(document: Mapping[str, Any], path: list[str | int]) -> Mapping[str, Any]:
    here: Any = document
    for part in path:
        here = (
            here[int(part)] if isinstance(here, list) else here[str(part)]
        )  # a property called "0" comes as 0
    schema: Mapping[str, Any] = here
    return schema
