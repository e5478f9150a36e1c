"""Lengths of time as people type them, `2 h 30 min`, and as ISO 8601 has them, `PT2H30M`."""

import re
from collections.abc import Mapping
from functools import cache

from babel.units import format_unit

from renderer.form.manner import babel_locale

_ISO = re.compile(
    r"P(?:(\d+)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)", re.ASCII
)
_UNITS = ("w", "y", "mo", "d", "h", "min", "s")  # in the order of the pattern's groups
_NAMES = {"w": "week", "y": "year", "mo": "month", "d": "day", "h": "hour", "min": "minute", "s": "second"}
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)", re.ASCII)
_PART = re.compile(r"(\d{1,9})\s*([^\W\d_]+)\.?[\s,]*")
_COUNTS = (1, 2, 3, 5, 11, 100)  # plural forms of every language are among those of these
_LETTERS = {"wk": "w", "yr": "y", "hr": "h", "hrs": "h", "m": "min", "mins": "min", "sec": "s", "secs": "s"}


def read_duration(text: str, locale: str) -> str:
    """`1:30`, `90 min`, `2 hours 30 minutes` -> ISO 8601. What is no length of time stays as it is."""
    typed = text.strip()
    if clock := _CLOCK.fullmatch(typed):
        return _iso({"h": int(clock[1]), "min": int(clock[2])})
    lowered, parts, end = typed.casefold(), dict[str, int](), 0
    words = _words(locale)
    for part in _PART.finditer(lowered):
        unit = words.get(part[2])
        if part.start() != end or unit is None or unit in parts:
            return text
        parts[unit], end = int(part[1]), part.end()
    return _iso(parts) if parts and end == len(lowered) and not ("w" in parts and len(parts) > 1) else text


def write_duration(text: str) -> str:
    """`PT2H30M` -> `2 h 30 min`."""
    found = _ISO.fullmatch(text)
    parts = [f"{int(n)} {unit}" for n, unit in zip(found.groups(), _UNITS, strict=True) if n] if found else []
    return " ".join(parts) or text


def _iso(parts: Mapping[str, int]) -> str:
    """ISO 8601 as RFC 3339 allows it: between two parts of a day, or of a year, none is left out."""
    if "w" in parts:
        return f"P{parts['w']}W"
    return "P" + _run(parts, {"y": "Y", "mo": "M", "d": "D"}) + _time(parts)


def _time(parts: Mapping[str, int]) -> str:
    time = _run(parts, {"h": "H", "min": "M", "s": "S"})
    return f"T{time}" if time else ""


def _run(parts: Mapping[str, int], letters: Mapping[str, str]) -> str:
    units = list(letters)
    given = [number for number, unit in enumerate(units) if unit in parts]
    between = units[given[0] : given[-1] + 1] if given else []
    return "".join(f"{parts.get(unit, 0)}{letters[unit]}" for unit in between)


@cache
def _words(locale: str) -> Mapping[str, str]:
    """What the units are called: by letter, in English, and in the locale."""
    words = {unit: unit for unit in _UNITS} | _LETTERS
    for known in filter(None, {babel_locale(locale), babel_locale("en")}):
        for unit, name in _NAMES.items():
            for length in ("long", "short", "narrow"):
                for count in _COUNTS:
                    told = format_unit(count, f"duration-{name}", length, locale=known).casefold()
                    word = re.sub(r"[\d\s.]+", "", told)
                    if word != told:  # a form without its number cannot be told from one
                        words.setdefault(word, unit)
    return words
