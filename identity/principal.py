"""Who is calling, as the rest of the program sees it."""

import re
from collections.abc import Mapping
from typing import Literal

from identity.refusal import Reason, TokenRefused
from typed.record import dataclass

_LOCALE = re.compile(r"[A-Za-z0-9_-]{2,35}")

Claims = Mapping[str, object]


@dataclass(frozen=True)
class Principal:
    """A caller whose token was verified. `expires` is in seconds since 1970, like the token's `exp`."""

    subject: str
    username: str
    email: str  # "" when the token does not tell
    groups: frozenset[str]
    scopes: frozenset[str]
    kind: Literal["person", "machine"]
    expires: float
    zone: str = ""  # the token's `zoneinfo`, such as Europe/Berlin
    locale: str = ""  # what the person reads, as the token tells: `de-AT`


def principal_of(claims: Claims) -> Principal:
    """The principal of verified claims. Raises TokenRefused if one of them has a wrong type."""
    subject = _text(claims, "sub")
    if not subject:
        raise TokenRefused(Reason.CLAIMS)
    username = _text(claims, "username") or _text(claims, "cognito:username")
    return Principal(
        subject=subject,
        username=username or subject,
        email=_text(claims, "email"),
        groups=_groups(claims) if username else frozenset(),
        scopes=frozenset(_text(claims, "scope").split()),
        kind="person" if username else "machine",  # the client-credentials flow has no user
        expires=_expiry(claims),
        zone=_text(claims, "zoneinfo"),
        locale=_locale(claims),
    )


def _text(claims: Claims, name: str) -> str:
    return _printable(claims.get(name, ""))


def _locale(claims: Claims) -> str:
    """Of no weight: what is no language tag is as good as none."""
    value = claims.get("locale")
    return value if isinstance(value, str) and _LOCALE.fullmatch(value) else ""


def _groups(claims: Claims) -> frozenset[str]:
    value = claims.get("cognito:groups", [])
    if not isinstance(value, list):
        raise TokenRefused(Reason.CLAIMS)
    return frozenset(map(_printable, value))


def _printable(value: object) -> str:
    """Names go into logs, pages and the database: none of them takes line breaks, NUL or half a surrogate."""
    if not isinstance(value, str) or not value.isprintable():
        raise TokenRefused(Reason.CLAIMS)
    return value


def _expiry(claims: Claims) -> float:
    value = claims.get("exp")
    if not isinstance(value, int):
        raise TokenRefused(Reason.CLAIMS)
    return float(value)
