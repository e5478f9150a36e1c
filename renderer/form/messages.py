"""What to tell a person about one error: what to do, in their language."""

import math
from typing import Any

from babel.numbers import format_decimal

from renderer.form.model import Field
from renderer.schema import SchemaError
from renderer.texts import Texts


def message(error: SchemaError, field: Field | None, texts: Texts) -> str:
    """The package's own text for this field and keyword, or the engine's for keyword and kind of field."""
    values = {name: shown(value, texts.locale) for name, value in error.params.items()}
    if field and error.keyword in field.ui.errors:
        return texts.resolve(field.ui.errors[error.keyword], **values)
    for key in _keys(error, field):
        if key in texts:
            return texts(key, **values | _decimals(error))
    return texts("errors.other")


def _keys(error: SchemaError, field: Field | None) -> list[str]:
    """The keys of built-in texts that could fit, the most exact first."""
    key = f"errors.{error.keyword}"
    kind = field.kind if field else ""
    exact = [f"{key}.{error.params.get('format', kind)}"] if error.keyword == "format" else []
    if _decimals(error):
        exact.append(f"{key}.decimals")
    if error.keyword == "type" and field:
        exact.append(f"{key}.{field.scalar}")
    one = [".one"] if error.params.get("limit") == 1 else []
    return [*exact, *(base + end for base in (f"{key}.{kind}", key) for end in (*one, ""))]


def _decimals(error: SchemaError) -> dict[str, str]:
    """How many decimal places a `multipleOf` of 0.1, 0.01 and so on leaves."""
    step = error.params.get("multiple_of")
    if not isinstance(step, int | float) or not 0 < step < 1:
        return {}
    digits = round(-math.log10(step))
    return {"digits": str(digits)} if math.isclose(step, 10.0**-digits) else {}


def shown(value: Any, locale: str) -> str:
    """A limit as people write it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format_decimal(value, "#,##0.##########", locale=locale.replace("-", "_"))
    return str(value)
