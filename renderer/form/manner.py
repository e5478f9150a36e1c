"""How a page writes answers and reads them: the numbers of a locale, the moments of a time zone."""

from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_name

UTC = "UTC"
MANNER = "$manner"  # the control that says how the page around it was drawn


class Manner(NamedTuple):
    """`zone` is a name of the time zone database; one that is not in there counts as UTC."""

    locale: str = "en"
    zone: str = UTC

    @property
    def posted(self) -> str:
        """What the page sends along, so that an answer is read as it was written: `de Europe/Berlin`."""
        return f"{self.locale} {self.zone}"

    @property
    def tz(self) -> ZoneInfo:
        return _zone(self.zone) or ZoneInfo(UTC)

    @property
    def zone_title(self) -> str:
        """The zone for people: `Central European Time`."""
        return _title(self.zone, self.locale)


def manner_of(posted: str) -> Manner:
    """The manner a page was drawn in; the plain one for anything that is none."""
    locale, _, zone = posted.partition(" ")
    if babel_locale(locale) is None or _zone(zone) is None:
        return Manner()
    return Manner(locale, zone)


def is_zone(name: str) -> bool:
    return _zone(name) is not None


def babel_locale(locale: str) -> Locale | None:
    """What is known of a locale such as `de` or `pt-BR`; None when it is none."""
    return _locale(locale) if 0 < len(locale) <= _LONGEST else None


_LONGEST = 40  # characters of a locale or a zone


@cache
def _known(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _zone(name: str) -> ZoneInfo | None:
    """Only names that exist are remembered: others come from strangers, and without end."""
    if not 0 < len(name) <= _LONGEST or not name.isascii():
        return None
    try:
        return _known(name)
    except (KeyError, ValueError, OSError):
        return None


@cache
def _parsed(locale: str) -> Locale:
    return Locale.parse(locale, sep="-")


def _locale(locale: str) -> Locale | None:
    try:
        return _parsed(locale)
    except ValueError:  # an unknown locale too
        return None


@cache
def _title(zone: str, locale: str) -> str:
    known = _zone(zone)
    if known is None or zone == UTC:
        return UTC
    return get_timezone_name(known, zone_variant="generic", locale=babel_locale(locale) or _parsed("en"))
