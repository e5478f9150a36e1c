"""Which of a package's locales a person reads: what they chose, or what their browser asks for."""

from functools import lru_cache

from babel.core import negotiate_locale

from router.accept import header, qualities
from router.request import EdgeRequest

CHOICE = "locale"  # the query parameter


def chosen_locale(request: EdgeRequest, available: tuple[str, ...]) -> str | None:
    """The one that ?locale= names, if it is there."""
    if not request.scope["query_string"]:
        return None
    chosen = request.query_params.get(CHOICE, "")
    return chosen if chosen in available else None


def locale_of(request: EdgeRequest, available: tuple[str, ...]) -> str:
    """The chosen one, or what Accept-Language comes closest to, or the first."""
    wanted = header(request.scope["headers"], b"accept-language")
    return chosen_locale(request, available) or negotiate(wanted, available)


@lru_cache(1024)
def negotiate(accept_language: str, available: tuple[str, ...]) -> str:
    """The available locale that fits the header best; the first when none does."""
    wanted = [name for name, quality in qualities(accept_language) if quality > 0]
    found = negotiate_locale(wanted, available, sep="-")
    by_name = {name.lower(): name for name in available}
    return by_name.get((found or "").lower(), available[0])
