"""Where a request carries its credentials. A place that holds something malformed or repeated is refused."""

import re
from collections.abc import Sequence
from dataclasses import field
from functools import lru_cache

from identity.refusal import Reason, TokenRefused
from typed.record import dataclass

COOKIE = "interfaces_token"  # an access token as it is, set by the client's app

Headers = Sequence[tuple[bytes, bytes]]  # as ASGI hands them over: names in lower case, repeats kept


@dataclass(frozen=True, slots=True)
class BalancerTokens:
    """What the load balancer's headers hold, unverified."""

    data: str = field(repr=False)
    access: str = field(repr=False)


_DATA, _ACCESS = b"x-amzn-oidc-data", b"x-amzn-oidc-accesstoken"
_BEARER = re.compile(rb"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]+=*)")
_COOKIE_VALUE = re.compile(rb"[A-Za-z0-9._~+/-]+=*")
_REMEMBERED = 256  # headers, each as long as the door lets in: whoever calls once calls again


def bearer_from(headers: Headers) -> str | None:
    """The token of the Authorization header alone: for programs, where a cookie would invite forgery."""
    values = [value for name, value in headers if name == b"authorization"]
    if not values:
        return None
    if len(values) > 1:
        raise TokenRefused(Reason.CREDENTIALS)
    return _bearer(values[0])


@lru_cache(_REMEMBERED)
def _bearer(value: bytes) -> str:
    match = _BEARER.fullmatch(value.strip(b" \t"))
    if match is None:
        raise TokenRefused(Reason.CREDENTIALS)
    return match[1].decode("ascii")


def balancer_tokens_from(headers: Headers) -> BalancerTokens | None:
    """What the load balancer's headers hold: all of them, each once, or none. Raises TokenRefused."""
    found = [(name, value) for name, value in headers if name.startswith(b"x-amzn-oidc-")]
    if not found:
        return None
    values = dict(found)
    texts = [values.get(name, b"").decode("latin-1") for name in (_DATA, _ACCESS)]
    if len(values) != len(found) or not all(texts):
        raise TokenRefused(Reason.CREDENTIALS)
    return BalancerTokens(*texts)


def cookie_from(headers: Headers, cookie: str = COOKIE) -> str | None:
    """The value of a cookie that occurs once and is a token. Raises TokenRefused."""
    texts = [value for name, value in headers if name == b"cookie"]
    return _cookie(tuple(texts), cookie) if texts else None


@lru_cache(_REMEMBERED)
def _cookie(texts: tuple[bytes, ...], cookie: str) -> str | None:
    wanted = cookie.encode("ascii")
    split = (part.partition(b"=") for text in texts if wanted in text for part in text.split(b";"))
    values = [value.strip(b" \t") for name, _, value in split if name.strip(b" \t") == wanted]
    if not values:
        return None
    if len(values) > 1 or not _COOKIE_VALUE.fullmatch(values[0]):
        raise TokenRefused(Reason.CREDENTIALS)
    return values[0].decode("ascii")
