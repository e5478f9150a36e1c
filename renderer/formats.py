"""Dates, numbers and amounts as people of a locale write them.

A value that cannot be read is shown as it is.
"""

from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, TypeGuard

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

_REMEMBERED = 4096  # formatting by locale data takes longer than the rest of a page


@lru_cache(maxsize=_REMEMBERED)
def show_date(value: date | str, locale: str) -> str:
    """`2026-03-04` -> March 4, 2026."""
    try:
        day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
        return format_date(day, "long", _babel(locale))
    except ValueError:
        return str(value)


@lru_cache(maxsize=_REMEMBERED)
def show_datetime(value: datetime | str, locale: str) -> str:
    """`2026-03-04T09:30:00Z` -> March 4, 2026, 9:30 AM UTC; a time without zone is shown without."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    zone = "" if moment.tzinfo is None else " UTC"
    moment = moment if moment.tzinfo is None else moment.astimezone(UTC)
    day = format_date(moment, "long", _babel(locale))
    return f"{day}, {format_datetime(moment, _clock(locale), tzinfo=UTC, locale=_babel(locale))}{zone}"


@lru_cache(maxsize=_REMEMBERED)
def show_number(value: Any, locale: str) -> str:
    """`1234.5` -> 1,234.5."""
    return format_decimal(value, locale=_babel(locale)) if is_number(value) else str(value)


@lru_cache(maxsize=_REMEMBERED)
def show_money(value: Any, currency: str, locale: str) -> str:
    """`1234.5` and `EUR` -> €1,234.50."""
    return format_currency(value, currency, locale=_babel(locale)) if is_number(value) else str(value)


@lru_cache(maxsize=_REMEMBERED)
def show_exactly(value: float, locale: str) -> str:
    """A limit or a count, with all its digits: `0.0001`, `1,000`."""
    return format_decimal(value, locale=_babel(locale), decimal_quantization=False)


@lru_cache(maxsize=_REMEMBERED)
def show_decimal(value: float, digits: int | None, locale: str) -> str:
    """A number with exactly so many decimal places; None: as many as it has."""
    if digits is None:
        return show_exactly(value, locale)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, pattern, locale=_babel(locale))


@lru_cache(maxsize=_REMEMBERED)
def show_size(size: int, locale: str) -> str:
    """`1234567` bytes -> 1.2 MB."""
    for unit, factor in (("gigabyte", 10**9), ("megabyte", 10**6), ("kilobyte", 10**3)):
        if size >= factor:
            return format_unit(round(size / factor, 1), unit, "short", locale=_babel(locale))
    return format_unit(size, "byte", "short", locale=_babel(locale))


def is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


@cache
def _babel(locale: str) -> Locale:
    return Locale.parse(locale, sep="-")


def _clock(locale: str) -> str:
    return "h:mm a" if "h" in str(_babel(locale).time_formats["short"]) else "HH:mm"
