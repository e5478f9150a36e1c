"""From the text a browser posts to a value of the schema's type. What cannot be read stays text."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from renderer.form.model import CHOICES, Field, Option

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST = 100  # characters of a number
_TOO_LARGE = 2**63  # most programs that read the response could not hold it
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?", re.ASCII)


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
    return with_zone(text) if field.has_zone else text


def number(text: str) -> int | float | str:
    """An int where the text has no fraction and no exponent, a float otherwise, the text if it is neither."""
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return text
    if not set(text) & set(".eE"):
        whole = int(text)
        return whole if abs(whole) < _TOO_LARGE else text
    value = float(text)
    return value if math.isfinite(value) else text


def with_zone(text: str) -> str:
    """`2026-03-01T09:30` or `09:30`, which a person gave in UTC, as RFC 3339 asks for it."""
    day, joint, time = text.rpartition("T")
    return f"{day}{joint}{_with_seconds(time)}Z" if _TIME.fullmatch(time) else text


def without_zone(text: str) -> str:
    """An RFC 3339 date-time or time as its control takes it: in UTC, without zone."""
    is_time = "-" not in text[:8]
    try:
        moment = datetime.fromisoformat(f"2000-01-01T{text}" if is_time else text)
        if moment.tzinfo is None:
            return text
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return text
    shown = moment.time().isoformat() if is_time else moment.isoformat()
    return shown.removesuffix(":00")


def _with_seconds(time: str) -> str:
    return time if time.count(":") == 2 else f"{time}:00"
