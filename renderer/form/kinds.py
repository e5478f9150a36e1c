"""Which control a schema asks for, and the choices it offers."""

import json
from collections.abc import Mapping
from typing import Any, cast

from renderer.form.formula import BadFormula, Tree, read_formula
from renderer.form.model import Field, Kind, Option, Scalar
from renderer.schema import is_null
from renderer.ui import FieldUi

_TEXTS = {"text", "textarea", "email", "url", "tel", "date", "time", "datetime", "duration", "money"}
_CHOICE = {"select", "radio"}
WIDGETS: Mapping[str, set[str]] = {
    "string": _TEXTS | _CHOICE,
    "number": {"number", "money"} | _CHOICE,
    "integer": {"number", "money"} | _CHOICE,
    "boolean": {"checkbox"} | _CHOICE,
    "any": _CHOICE,
}
_FORMATS: Mapping[str, Kind] = {
    "email": "email", "idn-email": "email", "uri": "url", "iri": "url",
    "date": "date", "time": "time", "date-time": "datetime", "duration": "duration",
}  # fmt: skip
_HINTS = {
    "properties": "object", "items": "array", "format": "string", "pattern": "string", "minLength": "string",
    "maxLength": "string", "minimum": "number", "maximum": "number", "multipleOf": "number",
}  # fmt: skip
_LONG = 200  # characters from which a text gets several lines
_FEW = 4  # choices that are shown at once


class NoControl(Exception):
    """There is no control for a schema; the message says why and what to do."""


def json_type(schema: Mapping[str, Any]) -> str:
    """The one JSON type a schema allows beside null, `any` for choices of several types. Raises NoControl."""
    stated = schema.get("type")
    types = [stated] if isinstance(stated, str) else [t for t in stated or () if t != "null"]
    if len(types) == 1:
        return types[0]
    if schema.get("enum") or "const" in schema or _consts(schema):
        return "any"
    if types:
        raise NoControl(f"one control cannot take {' and '.join(types)}: state one type")
    for keyword, meant in _HINTS.items():
        if keyword in schema:
            return meant
    raise NoControl("its type is not stated: add 'type'")


def is_nullable(schema: Mapping[str, Any]) -> bool:
    """Whether null is among what a schema allows: by type, as a choice, or as an alternative."""
    alternatives = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return (
        "null" in (schema.get("type") or ())
        or None in schema.get("enum", ())
        or any(is_null(alternative) for alternative in alternatives)
    )


def scalar_kind(schema: Mapping[str, Any], scalar: Scalar, ui: FieldUi, options: int, in_row: bool) -> Kind:
    """The control of a value that is neither object nor list. Raises NoControl if the widget does not fit."""
    if ui.widget == "hidden" or ("const" in schema and schema["const"] is not True):
        return "constant"
    if ui.widget is not None:
        return _chosen(ui, scalar, options)
    if scalar == "boolean":
        return "checkbox"
    if options or ui.options_from:
        return "radio" if 0 < options <= _FEW and not in_row else "select"
    if scalar == "string":
        long = schema.get("maxLength", 0) > _LONG
        return _FORMATS.get(schema.get("format", ""), "textarea" if long else "text")
    if scalar == "any":
        raise NoControl("it offers no choice: add values to 'enum'")
    return "number"


def several_kind(ui: FieldUi) -> Kind:
    """The control of a list of choices. Raises NoControl."""
    kinds: dict[str | None, Kind] = {None: "checkboxes", "checkboxes": "checkboxes", "select": "multiselect"}
    if ui.widget not in kinds:
        raise NoControl(f"the widget '{ui.widget}' does not fit: in ui.json choose checkboxes or select")
    return kinds[ui.widget]


def line_of(item: Field) -> Scalar:
    """What each line of a text gives. Raises NoControl for items that a line cannot hold."""
    if item.kind not in ("text", "number", "email", "url", "tel", "duration"):
        raise NoControl("its items are more than a line of text each: remove the widget 'lines' from ui.json")
    return item.scalar


def formula_of(ui: FieldUi, kind: str) -> Tree:
    """The formula of a computed number. Raises NoControl."""
    if kind not in ("number", "integer"):
        raise NoControl("only numbers are computed: its type must be 'number' or 'integer'")
    try:
        return read_formula(ui.computed)
    except BadFormula as bad:
        raise NoControl(str(bad)) from None


def _chosen(ui: FieldUi, scalar: Scalar, options: int) -> Kind:
    if ui.widget not in WIDGETS[scalar]:
        fitting = ", ".join(sorted(WIDGETS[scalar]))
        raise NoControl(f"the widget '{ui.widget}' does not fit: in ui.json choose one of {fitting}")
    if ui.widget in _CHOICE and not options and not ui.options_from:
        raise NoControl(f"the widget '{ui.widget}' has no choices: add 'enum', or 'options_from' in ui.json")
    return cast(Kind, ui.widget)


def options_of(schema: Mapping[str, Any], ui: FieldUi) -> tuple[Option, ...]:
    """The choices of `enum`, of `oneOf` with `const` and `title`, or of a boolean. Raises NoControl."""
    titles = dict(_consts(schema))
    values = schema.get("enum") or [value for value, _ in _consts(schema)]
    if not values and schema.get("type") == "boolean" and ui.widget in _CHOICE:
        values, titles = [True, False], {True: "t:form.yes", False: "t:form.no"}
    options = tuple(_option(value, titles, ui) for value in values if value not in (None, ""))
    if len({option.posted for option in options}) < len(options):
        raise NoControl("two of its choices look the same in a form: give them different values")
    return options


def _option(value: Any, titles: Mapping[Any, str], ui: FieldUi) -> Option:
    if isinstance(value, dict | list):
        raise NoControl("a choice cannot be an object or a list: use strings")
    posted = posted_text(value)
    return Option(posted, value, ui.titles.get(posted) or titles.get(value) or posted)


def _consts(schema: Mapping[str, Any]) -> list[tuple[Any, str]]:
    for keyword in ("oneOf", "anyOf"):
        branches = [branch for branch in schema.get(keyword, ()) if not is_null(branch)]
        if branches and all(isinstance(branch, dict) and "const" in branch for branch in branches):
            return [(branch["const"], branch.get("title", "")) for branch in branches]
    return []


def posted_text(value: Any) -> str:
    """The text a browser posts for a value: itself for strings, otherwise its JSON."""
    if type(value) in (int, float):
        return repr(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
