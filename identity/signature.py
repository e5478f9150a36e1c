"""Was this token signed by one of these keys? Nothing a token says about keys is believed, only its kid.

One algorithm, RSASSA-PKCS1-v1_5 with SHA-256, by keys that are long enough (jwk.py). Before that: the size
and the form before any parsing, header members that would bring keys or rules of their own, and what can be
read in two ways, JSON or base64.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from identity import strict_json
from identity.jwk import Key
from identity.refusal import Reason, TokenRefused, UnknownKey

MAX_TOKEN = 16 * 1024  # characters; a balancer passes no longer header

_FORM = re.compile(r"([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_HINTS = frozenset({"crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "cty", "enc"})
_TYPES = ("jwt", "at+jwt")


def signed_payload(token: str, keys: Mapping[str, Key]) -> bytes:
    """What was signed with the key the token names. Raises UnknownKey or TokenRefused."""
    key = keys.get(named_key(token))
    if key is None:
        raise UnknownKey
    signed, _, signature = token.rpartition(".")
    try:
        key.public.verify(_decode(signature), signed.encode("ascii"), PKCS1v15(), SHA256())
        return _decode(signed.partition(".")[2])
    except (InvalidSignature, ValueError):
        raise TokenRefused(Reason.SIGNATURE) from None


def named_key(token: str) -> str:
    """The kid a token names: a name to look up among known keys, nothing more. Raises TokenRefused."""
    if len(token) > MAX_TOKEN:
        raise TokenRefused(Reason.SIZE)
    form = _FORM.fullmatch(token)
    if form is None:
        raise TokenRefused(Reason.FORM)
    header = _header(form[1])
    if _HINTS & header.keys():
        raise TokenRefused(Reason.HINT)
    if header.get("alg") != "RS256":
        raise TokenRefused(Reason.ALGORITHM)
    kid, kind = header.get("kid"), header.get("typ", "JWT")
    if not isinstance(kid, str) or not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise TokenRefused(Reason.HEADER)
    return kid


def _header(part: str) -> dict[str, object]:
    try:
        header = strict_json.loads(_decode(part))
    except ValueError:
        raise TokenRefused(Reason.HEADER) from None
    if not isinstance(header, dict):
        raise TokenRefused(Reason.HEADER)
    return header


def _decode(part: str) -> bytes:
    """Raises ValueError, also for bits behind the last byte: two texts would be one signature."""
    content = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if urlsafe_b64encode(content).rstrip(b"=") != part.encode("ascii"):
        raise ValueError("more bits than bytes")
    return content
