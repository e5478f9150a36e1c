"""Is this token genuine, meant for us and valid now? A pure function: no I/O, no clock."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from jwt import PyJWS
from jwt.exceptions import PyJWTError

from identity import strict_json
from identity.jwk import Key
from identity.principal import Claims
from identity.refusal import Reason, TokenRefused, UnknownKey

MAX_TOKEN = 16 * 1024  # characters; a balancer passes no longer header
MAX_LIFETIME = 366 * 24 * 3600  # seconds; no pool signs for longer than a day, text and 1e30 are no times

_FORM = re.compile(r"([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_HINTS = frozenset({"crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "cty", "enc"})
_TYPES = frozenset({"JWT", "jwt", "at+jwt"})
_JWS = PyJWS(algorithms=["RS256"], options={"enforce_minimum_key_length": True})


@dataclass(frozen=True)
class Expectation:
    """What a token must say to be meant for us. `leeway` is the clock skew allowed, in seconds."""

    issuer: str
    client_ids: frozenset[str]
    token_uses: frozenset[str] = frozenset({"access"})
    leeway: int = 60


def verify_token(token: str, keys: Mapping[str, Key], expected: Expectation, now: float) -> Claims:
    """The claims of a token that is genuine and meant for us at `now` (seconds since 1970).

    Raises UnknownKey when `keys` lacks the key it names, TokenRefused for every other fault.
    """
    key = keys.get(named_key(token))
    if key is None:
        raise UnknownKey
    claims = _object(_signed_payload(token, key), Reason.CLAIMS)
    _check_times(claims, now, expected.leeway)
    _check_purpose(claims, expected)
    return claims


def named_key(token: str) -> str:
    """The kid a token names: a name to look up among known keys, nothing more. Raises TokenRefused."""
    if len(token) > MAX_TOKEN:
        raise TokenRefused(Reason.SIZE)
    form = _FORM.fullmatch(token)
    if form is None:
        raise TokenRefused(Reason.FORM)
    header = _object(_decoded(form[1]), Reason.HEADER)
    if _HINTS & header.keys():
        raise TokenRefused(Reason.HINT)
    if header.get("alg") != "RS256":
        raise TokenRefused(Reason.ALGORITHM)
    kid = header.get("kid")
    if not isinstance(kid, str) or header.get("typ", "JWT") not in _TYPES:
        raise TokenRefused(Reason.HEADER)
    return kid


def _signed_payload(token: str, key: Key) -> bytes:
    try:
        payload = _JWS.decode_complete(token, key.public, algorithms=[key.algorithm])["payload"]
    except PyJWTError:
        raise TokenRefused(Reason.SIGNATURE) from None
    return bytes(payload)


def _check_times(claims: Claims, now: float, leeway: int) -> None:
    expires = _time(claims, "exp")
    if expires is None or expires > now + MAX_LIFETIME:
        raise TokenRefused(Reason.CLAIMS)
    if expires <= now - leeway:
        raise TokenRefused(Reason.EXPIRED)
    for name in ("nbf", "iat"):
        begins = _time(claims, name)
        if begins is not None and begins > now + leeway:
            raise TokenRefused(Reason.NOT_YET_VALID)


def _check_purpose(claims: Claims, expected: Expectation) -> None:
    if claims.get("iss") != expected.issuer:
        raise TokenRefused(Reason.ISSUER)
    use = claims.get("token_use")
    if not isinstance(use, str) or use not in expected.token_uses:
        raise TokenRefused(Reason.TOKEN_USE)
    required = "aud" if use == "id" else "client_id"
    named = [claims[name] for name in ("aud", "client_id") if name in claims]
    if required not in claims or not all(isinstance(n, str) and n in expected.client_ids for n in named):
        raise TokenRefused(Reason.CLIENT)


def _time(claims: Claims, name: str) -> int | None:
    if name not in claims:
        return None
    value = claims[name]
    if type(value) is not int or value < 0:  # neither true, "1", 1e30 nor null
        raise TokenRefused(Reason.CLAIMS)
    return value


def _object(data: bytes, otherwise: Reason) -> dict[str, object]:
    try:
        value = strict_json.loads(data)
    except ValueError:
        raise TokenRefused(otherwise) from None
    if not isinstance(value, dict):
        raise TokenRefused(otherwise)
    return value


def _decoded(part: str) -> bytes:
    if len(part) % 4 == 1:
        raise TokenRefused(Reason.FORM)
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
