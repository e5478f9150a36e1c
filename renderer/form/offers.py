"""What the workflow's context gives to a field: values to start from, choices, a currency."""

from collections.abc import Mapping
from typing import Any

from renderer.form.kinds import posted_text
from renderer.form.model import Field, Option
from renderer.form.names import parts_of

MISSING: Any = object()
"""Stands for a value that is not there, where None would mean JSON's null."""


def from_context(context: Any, pointer: str) -> Any:
    """The value at a JSON pointer of the context, or MISSING."""
    value = context
    for part in parts_of(pointer):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, ValueError, TypeError):
            return MISSING
    return value


def prefill(field: Field, context: Mapping[str, Any]) -> Any:
    """What a field starts from: the context's value, the schema's default, or MISSING."""
    value = from_context(context, field.ui.prefill) if field.ui.prefill else MISSING
    return field.schema.get("default", MISSING) if value is MISSING else value


def constant(field: Field, context: Mapping[str, Any]) -> Any:
    """The value of a field that no person fills in."""
    return field.schema["const"] if "const" in field.schema else prefill(field, context)


def offered(field: Field, context: Mapping[str, Any]) -> tuple[Option, ...]:
    """The choices of a field: its own, or those of the context (strings, or objects with value and title)."""
    if not field.ui.options_from:
        return field.options
    found = from_context(context, field.ui.options_from)
    return tuple(map(_option, found)) if isinstance(found, list) else ()


def _option(given: Any) -> Option:
    value = given.get("value") if isinstance(given, dict) else given
    title = given.get("title", value) if isinstance(given, dict) else value
    return Option(posted_text(value), value, posted_text(title))
