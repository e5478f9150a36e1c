"""Was this token signed by one of these keys? Nothing a token says about keys is believed, only its kid.

PyJWT checks the signature. What it leaves to its callers is done here: the size and the form before any
parsing, header members that would bring keys or rules of their own, and JSON that can be read two ways.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping

from jwt import PyJWS
from jwt.exceptions import PyJWTError

from identity import strict_json
from identity.jwk import Key
from identity.refusal import Reason, TokenRefused, UnknownKey

MAX_TOKEN = 16 * 1024  # characters; a balancer passes no longer header

_FORM = re.compile(r"([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_HINTS = frozenset({"crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "cty", "enc"})
_TYPES = ("jwt", "at+jwt")
_JWS = PyJWS(algorithms=["RS256"], options={"enforce_minimum_key_length": True})


def signed_payload(token: str, keys: Mapping[str, Key]) -> bytes:
    """What was signed with the key the token names. Raises UnknownKey or TokenRefused."""
    key = keys.get(named_key(token))
    if key is None:
        raise UnknownKey
    try:
        payload = _JWS.decode_complete(token, key.public, algorithms=[key.algorithm])["payload"]
    except PyJWTError:
        raise TokenRefused(Reason.SIGNATURE) from None
    return bytes(payload)


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
        header = strict_json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        raise TokenRefused(Reason.HEADER) from None
    if not isinstance(header, dict):
        raise TokenRefused(Reason.HEADER)
    return header
