"""A JSON Schema (Draft 2020-12), compiled. Nothing is ever fetched and no pattern can hang."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from renderer.keywords import IN_PLACE, branches
from renderer.position import to_pointer

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
        if keyword == "required":
            yield SchemaError(to_pointer([*path, params["property"]]), keyword, error.message, safe)
        elif "unexpected" in params:
            excused = self._excused(error, found) if keyword == "unevaluatedProperties" else set()
            for name in params["unexpected"]:
                if name not in excused:
                    yield SchemaError(to_pointer([*path, name]), keyword, "is not expected here", safe)
        else:
            yield SchemaError(to_pointer(path), keyword, error.message, safe)

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


def _at(document: Mapping[str, Any], path: list[str | int]) -> Mapping[str, Any]:
    here: Any = document
    for part in path:
        here = here[part]
    schema: Mapping[str, Any] = here
    return schema
