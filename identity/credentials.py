"""Where a request carries its token: the Authorization header first, then the cookie.

The first place that holds something decides. When that something is invalid the request is refused:
it never falls through to the next place.
"""

import re
from collections.abc import Iterable

from identity.refusal import Reason, TokenRefused

COOKIE = "interfaces_token"

Headers = Iterable[tuple[bytes, bytes]]  # as ASGI hands them over: names in lower case, repeats kept

_BEARER = re.compile(rb"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]+=*)")
_COOKIE_VALUE = re.compile(rb"[A-Za-z0-9._~+/-]+=*")


def token_from(headers: Headers) -> str | None:
    """The request's token, unverified, or None when it carries none. Raises TokenRefused."""
    pairs = list(headers)
    bearer = bearer_from(pairs)
    return bearer if bearer is not None else _cookie_from(pairs)


def bearer_from(headers: Headers) -> str | None:
    """The token of the Authorization header alone: for programs, where a cookie would invite forgery."""
    values = [value for name, value in headers if name == b"authorization"]
    if not values:
        return None
    match = _BEARER.fullmatch(values[0].strip(b" \t"))
    if len(values) > 1 or match is None:
        raise TokenRefused(Reason.CREDENTIALS)
    return match[1].decode("ascii")


def _cookie_from(headers: Headers) -> str | None:
    wanted = COOKIE.encode("ascii")
    cookies = (cookie for name, value in headers if name == b"cookie" for cookie in value.split(b";"))
    split = (cookie.partition(b"=") for cookie in cookies)
    values = [value.strip(b" \t") for name, _, value in split if name.strip(b" \t") == wanted]
    if not values:
        return None
    if len(values) > 1 or not _COOKIE_VALUE.fullmatch(values[0]):
        raise TokenRefused(Reason.CREDENTIALS)
    return values[0].decode("ascii")
