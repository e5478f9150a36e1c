"""Numbers as people of a locale type them, and the plain form the rest of the program knows: `1234.5`."""

import re
import unicodedata
from functools import cache

from babel.numbers import get_decimal_symbol, get_group_symbol

from renderer.form.manner import babel_locale

PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST = 100  # characters of a number
_SAME = str.maketrans({
    "\u066b": "D", "\u066c": "G",  # Arabic decimal and grouping marks mean the same in every locale
    "\u2212": "-", "\u2019": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    "\u200e": None, "\u200f": None, "\u061c": None,  # marks of direction
})  # fmt: skip


def read_number(text: str, locale: str) -> str:
    """`1.234,5` in German, `١٢٣٤` in any locale -> `1234.5`, `1234`. What is no number stays as it is."""
    typed = _western(text.strip())
    if len(typed) > _LONGEST:
        return text
    decimal, grouped, fraction = _marks(locale)
    if grouped.fullmatch(typed):
        whole, _, rest = typed.replace("D", decimal).partition(decimal)
        digits = re.sub(r"[^\d+-]", "", whole)
        return f"{digits}.{rest}" if rest else digits
    if fraction.fullmatch(typed):
        return typed.replace("D", ".").replace(decimal, ".")
    return typed if PLAIN.fullmatch(typed) else text


def write_number(text: str, locale: str) -> str:
    """A plain number with the decimal mark of the locale, ungrouped, as one would correct it."""
    decimal = _marks(locale)[0]
    return text if decimal == "." or not PLAIN.fullmatch(text) else text.replace(".", decimal)


def _western(text: str) -> str:
    """The same with the digits 0 to 9, whatever script they were typed in."""
    text = text.translate(_SAME)
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


@cache
def _marks(locale: str) -> tuple[str, re.Pattern[str], re.Pattern[str]]:
    """The decimal mark; what a number in groups looks like, and one with a fraction or an exponent."""
    known = babel_locale(locale)
    decimal = get_decimal_symbol(known) if known else "."
    group = (get_group_symbol(known) if known else ",").translate(_SAME)
    point = rf"[{re.escape(decimal)}D]"
    groups = rf"[+-]?\d{{1,3}}(?P<mark>[{re.escape(group)}G '])(\d{{2,3}}(?P=mark))*\d{{3}}({point}\d*)?"
    fraction = rf"[+-]?(\d+{point}\d*|{point}\d+)([eE][+-]?\d{{1,3}})?"
    return decimal, re.compile(groups, re.ASCII), re.compile(fraction, re.ASCII)
