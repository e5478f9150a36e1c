"""The languages a page can be read in, each called as its own speakers call it."""

from collections.abc import Sequence
from functools import cache

from babel import Locale

from renderer.texts import direction
from typed.record import dataclass


@dataclass(frozen=True)
class Language:
    locale: str
    name: str
    direction: str


@cache
def language(locale: str) -> Language:
    """`fr` -> Français. A locale without a name of its own is called by its tag."""
    parsed = Locale.parse(locale, sep="-")
    name = parsed.get_display_name(parsed) or locale
    return Language(locale, name[:1].upper() + name[1:], direction(locale))


def languages(locales: Sequence[str]) -> tuple[Language, ...]:
    """Those to choose from; none where there is no choice."""
    return tuple(map(language, locales)) if len(locales) > 1 else ()
