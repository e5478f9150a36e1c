"""A value that is too long for one cookie, in several: browsers drop what is beyond 4 KB.

The first one begins with the number of parts and a dot; what is sealed has no dot. A part that is missing or
of another value leaves something that does not open.
"""

from identity.credentials import Headers, cookie_from
from identity.refusal import Reason, TokenRefused

LENGTH = 3800  # with its name and attributes below 4 KB
MOST = 3  # together below what load balancers take as one header


def names(cookie: str) -> tuple[str, ...]:
    """All cookies that a value of this name may be in."""
    return (cookie, *(f"{cookie}_{number}" for number in range(2, MOST + 1)))


def split(cookie: str, value: str) -> list[tuple[str, str]]:
    """Names and values of the cookies to set. Raises TokenRefused for what would be too much."""
    bare = value.rstrip("=")
    pieces = [bare[start : start + LENGTH] for start in range(0, len(bare), LENGTH)]
    if len(pieces) > MOST:
        raise TokenRefused(Reason.SESSION)
    pieces[-1] += value[len(bare) :]  # padding by itself would be no value of a cookie
    if len(pieces) > 1:
        pieces[0] = f"{len(pieces)}.{pieces[0]}"
    return list(zip(names(cookie), pieces, strict=False))


def joined(headers: Headers, cookie: str) -> str | None:
    """The value that was split, or None when there is none. Raises TokenRefused."""
    first = cookie_from(headers, cookie)
    count, dot, piece = (first or "").partition(".")
    if not dot:
        return first
    if count not in map(str, range(2, MOST + 1)):
        raise TokenRefused(Reason.SESSION)
    rest = [cookie_from(headers, name) for name in names(cookie)[1 : int(count)]]
    if None in rest:
        raise TokenRefused(Reason.SESSION)
    return "".join([piece, *filter(None, rest)])
