"""Which of the locales there are a person reads: what they chose, or what is known about them."""

import re
from collections.abc import Sequence
from functools import lru_cache

from babel.core import negotiate_locale

from renderer.texts import BUILT_IN
from router.accept import qualities
from router.request import EdgeRequest

CHOICE = "locale"  # the query parameter
_SWITCH = "locale:"  # the form's operation
_COOKIE = b"interfaces_locale"
_YEAR = 365 * 24 * 3600
_NAME = re.compile(rb"[A-Za-z0-9-]{2,35}")


def chosen_locale(request: EdgeRequest, available: tuple[str, ...]) -> str | None:
    """The one that ?locale= names, if it is there."""
    if not request.scope["query_string"]:
        return None
    chosen = request.query_params.get(CHOICE, "")
    return chosen if chosen in available else None


def locale_of(request: EdgeRequest, available: tuple[str, ...], told: str = "") -> str:
    """What the URL chooses, or comes closest to an earlier choice, what the token tells, or the browser."""
    return chosen_locale(request, available) or known_locale(request, available, told)


def known_locale(request: EdgeRequest, available: tuple[str, ...], told: str = "") -> str:
    """The same where the URL chooses none."""
    return negotiate(_wishes(request.scope["headers"], told), available)


def site_locale(request: EdgeRequest) -> str:
    """For the engine's own pages."""
    return locale_of(request, BUILT_IN)


def switched_to(operation: str, available: tuple[str, ...]) -> str | None:
    """The locale that a pressed button of the language switch names."""
    locale = operation.removeprefix(_SWITCH)
    return locale if locale != operation and locale in available else None


def remember(locale: str, scheme: str) -> tuple[bytes, bytes]:
    """The header that makes the browser tell next time."""
    secure = "; Secure" if scheme == "https" else ""
    cookie = f"{_COOKIE.decode()}={locale}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{secure}"
    return b"set-cookie", cookie.encode("ascii")


@lru_cache(1024)
def negotiate(accept_language: str, available: tuple[str, ...]) -> str:
    """The available locale that fits the header best; the first when none does."""
    wanted = [name for name, quality in qualities(accept_language) if quality > 0]
    found = negotiate_locale(wanted, available, sep="-")
    by_name = {name.lower(): name for name in available}
    return by_name.get((found or "").lower(), available[0])


def _wishes(headers: Sequence[tuple[bytes, bytes]], told: str) -> str:
    """Like an Accept-Language header, in which what we know better comes first."""
    remembered, asked = "", []
    for name, value in headers:
        if name == b"cookie" and _COOKIE in value:
            remembered = remembered or _remembered(value)
        elif name == b"accept-language":
            asked.append(value.decode("latin-1"))
    return ",".join(filter(None, (remembered, told.replace("_", "-"), *asked)))


def _remembered(cookies: bytes) -> str:
    for cookie in cookies.split(b";"):
        name, _, value = cookie.strip(b" \t").partition(b"=")
        if name == _COOKIE and _NAME.fullmatch(value):
            return value.decode("ascii")
    return ""
