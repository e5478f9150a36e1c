"""What an author declares, checked against a model: each fault in words that lead out of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from renderer.documents import Documents
from renderer.position import Path
from renderer.shape import Shape

Model = TypeVar("Model", bound=BaseModel)

_LISTED = 15  # words a message lists at most

_KINDS = {
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "dict_type": "an object",
    "model_type": "an object",
    "tuple_type": "a list",
}
_LIMITS = {
    "greater_than_equal": "Give at least {ge}.",
    "less_than_equal": "Give at most {le}.",
    "too_short": "Give at least {min_length}.",
    "string_too_short": "Write something.",
    "string_too_long": "Use at most {max_length} characters.",
    "shape": "Write it like {example}.",
}


class Declared(BaseModel):
    """Frozen, and a key nobody knows is a fault: a misspelt option never passes in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def declared(model: type[Model], documents: Documents, file: str, value: Mapping[str, Any]) -> Model | None:
    """`value` as a model. None, and a fault at its line for everything that does not fit."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for path, message, fix in complaints(model, error):
            documents.fault_at(file, path, message, fix)
        return None


def complaints(model: type[BaseModel], error: ValidationError) -> Iterator[tuple[Path, str, str]]:
    """The path, the message and the way out of everything pydantic found."""
    for details in error.errors(include_url=False):
        if details["type"] == "too_short" and details["input"]:
            continue  # its items are at fault, and told of already
        path = tuple(part for part in details["loc"] if part != "[key]")
        yield path, *_words(details, path, _model_at(model, path[:-1]))


def near(word: str, known: Sequence[str], what: str = "Allowed") -> str:
    """The way out of a misspelt word: the nearest known one, or what there is."""
    if close := get_close_matches(word, known, n=1):
        return f"Did you mean '{close[0]}'?"
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return f"{what}: {', '.join(known[:_LISTED])}{more}." if known else "Remove it."


def _words(details: ErrorDetails, path: Path, holder: type[BaseModel] | None) -> tuple[str, str]:
    kind, name = details["type"], ".".join(map(str, path))
    if kind == "extra_forbidden":
        return f"has an unknown key '{name}'.", near(
            str(path[-1]), sorted(holder.model_fields if holder else [])
        )
    if kind == "missing":
        return f"has no '{name}'.", _example(holder.model_fields.get(str(path[-1])) if holder else None)
    wrong = f"'{name}' is {_shown(path[-1] if details['loc'][-1] == '[key]' else details['input'])}."
    if kind == "literal_error":
        return wrong, near(str(details["input"]), _quoted(details["ctx"]["expected"]))
    if kind in _KINDS:
        return wrong, f"Give {_KINDS[kind]}."
    if kind in _LIMITS:
        return wrong, _LIMITS[kind].format(**details["ctx"])
    return wrong, f"{details['msg']}."


def _example(field: FieldInfo | None) -> str:
    """What a good value looks like, when the model tells."""
    shapes = [part for part in field.metadata if isinstance(part, Shape)] if field else []
    return f"Add one like {shapes[0].example}." if shapes else "Add it."


def _quoted(expected: str) -> list[str]:
    return re.findall(r"'([^']*)'", expected) or [expected]


def _shown(value: Any) -> str:
    text = f"'{value}'" if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The model that holds the value at `path`, followed through lists and mappings."""
    here: Any = model
    for part in path:
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = here.model_fields.get(str(part))
            here = field.annotation if field else None
        else:
            here = _item(here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _item(annotation: Any) -> Any:
    """What a tuple[X, ...] or a dict[K, X] holds."""
    arguments = get_args(annotation)
    if not arguments:
        return None
    return arguments[1] if get_origin(annotation) is dict else arguments[0]
