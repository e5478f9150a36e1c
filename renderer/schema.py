"""A JSON Schema (Draft 2020-12), compiled. Nothing is ever fetched and no pattern can hang."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

# Linear-time regular expressions: no look-around and no back-references, and nothing to backtrack.
_PATTERNS = jsonschema_rs.RegexOptions(size_limit=1_000_000)


@dataclass(frozen=True)
class SchemaError:
    """One thing wrong at one place. `params` holds what the schema asked for, never what was answered."""

    pointer: str
    keyword: str
    message: str
    params: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Schema:
    """`document` is the schema as written; `errors` says what is wrong with an instance."""

    document: Mapping[str, Any]
    validator: jsonschema_rs.Validator = field(init=False, repr=False)

    def __post_init__(self) -> None:
        validator = jsonschema_rs.Draft202012Validator(
            dict(self.document), validate_formats=True, pattern_options=_PATTERNS, offline=True
        )
        object.__setattr__(self, "validator", validator)

    def is_valid(self, instance: Any) -> bool:
        return self.validator.is_valid(instance)

    def errors(self, instance: Any) -> list[SchemaError]:
        """Everything wrong with `instance`, in schema order; empty when it is valid."""
        return [_error(error) for error in self.validator.iter_errors(instance)]


def _error(error: jsonschema_rs.ValidationError) -> SchemaError:
    params = error.kind.as_dict()
    path = list(error.instance_path)
    if error.kind.name == "required":
        path.append(params["property"])
    return SchemaError(to_pointer(path), error.kind.name, error.message, params)


def to_pointer(path: list[str | int]) -> str:
    """The JSON pointer of a path of keys and indexes."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
