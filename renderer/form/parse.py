"""From the text a browser posts to a value of the schema's type. What cannot be read stays text."""

import math
from collections.abc import Iterable
from typing import Any

from renderer.form.model import CHOICES, Field, Option
from renderer.form.moments import read_moment
from renderer.form.numerals import PLAIN

_LONGEST = 100  # characters of a number
_TOO_LARGE = 2**63  # most programs that read the response could not hold it


def parse(field: Field, text: str, options: Iterable[Option]) -> Any:
    """The value of a filled-in control."""
    for option in options:
        if option.posted == text:
            return option.value
    if field.kind in CHOICES:
        return text
    text = text.strip()
    if field.scalar in ("number", "integer"):
        return number(text)
    return read_moment(text) if field.has_zone else text


def number(text: str) -> int | float | str:
    """An int where the text has no fraction and no exponent, a float otherwise, the text if it is neither."""
    if len(text) > _LONGEST or not PLAIN.fullmatch(text):
        return text
    if not set(text) & set(".eE"):
        whole = int(text)
        return whole if abs(whole) < _TOO_LARGE else text
    value = float(text)
    return value if math.isfinite(value) else text
