"""What to tell a person about one error: what to do, in their language."""

import math
from collections.abc import Iterator
from typing import Any

from renderer.form.file_words import file_values
from renderer.form.model import Field
from renderer.form.names import unescaped
from renderer.formats import show_size
from renderer.schema import SchemaError
from renderer.texts import Texts, built_in
from typed.record import dataclass


@dataclass(frozen=True)
class Message:
    """`text` is English where `borrowed`: nobody translated it."""

    text: str
    borrowed: bool = False


def message(error: SchemaError, field: Field | None, texts: Texts) -> Message:
    """The package's own text for this field and keyword, or the engine's for keyword and kind of field."""
    values = {**error.params, **_decimals(error)}
    if error.keyword == "largest":
        values["limit"] = show_size(error.params["limit"], texts.locale)
    if field and field.file:
        values |= file_values(field.file, texts.locale)
    title = texts.resolve(field.title) if field else ""
    if title:
        values["field"] = title
    if field and error.keyword in field.ui.errors:
        return Message(texts.resolve(field.ui.errors[error.keyword], **values))
    own = own_keys(field.pointer, error.keyword) if field else ()
    theirs = (key for key in own if key not in built_in("en"))  # a field may be called like a keyword
    key = next((key for key in (*theirs, *_keys(error, field, bool(title))) if key in texts), "errors.other")
    return Message(texts(key, **values), key in texts.borrowed)


def own_keys(pointer: str, keyword: str) -> tuple[str, str]:
    """The keys of a package's texts for one field: for a keyword, and for every other."""
    path = ".".join(unescaped(part) for part in pointer.split("/") if part not in ("", "*"))
    return f"errors.{path}.{keyword}", f"errors.{path}"


def _keys(error: SchemaError, field: Field | None, titled: bool) -> Iterator[str]:
    """The keys of the engine's texts that could fit, the most exact first."""
    key = f"errors.{error.keyword}"
    if error.keyword == "required" and not titled:
        yield f"{key}.nameless"
    if error.keyword == "format":
        yield f"{key}.{error.params.get('format')}"
    if _decimals(error):
        yield f"{key}.decimals"
    if field:
        if error.keyword == "type":
            yield f"{key}.{field.scalar}"
        yield f"{key}.{field.kind}"
    yield key


def _decimals(error: SchemaError) -> dict[str, int]:
    """How many decimal places a `multipleOf` of 0.1, 0.01 and so on leaves."""
    step: Any = error.params.get("multiple_of")
    if not isinstance(step, int | float) or not 0 < step < 1:
        return {}
    digits = round(-math.log10(step))
    return {"digits": digits} if math.isclose(step, 10.0**-digits) else {}
