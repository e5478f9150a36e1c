"""Is this token genuine, meant for us and valid now? A pure function: no I/O, no clock."""

from collections.abc import Mapping

from identity import strict_json
from identity.jwk import Key
from identity.principal import Claims
from identity.refusal import Reason, TokenRefused
from identity.signature import signed_payload
from typed.record import dataclass

MAX_LIFETIME = 366 * 24 * 3600  # seconds; no pool signs for longer than a day: more is no time but a mistake


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
    claims = _claims(signed_payload(token, keys))
    _check_times(claims, now, expected.leeway)
    _check_purpose(claims, expected)
    return claims


def _claims(payload: bytes) -> Claims:
    try:
        claims = strict_json.loads(payload)
    except ValueError:
        raise TokenRefused(Reason.CLAIMS) from None
    if not isinstance(claims, dict):
        raise TokenRefused(Reason.CLAIMS)
    return claims


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
    """Issuer, use and client. Whichever of `aud` and `client_id` is there must be ours."""
    if claims.get("iss") != expected.issuer:
        raise TokenRefused(Reason.ISSUER)
    use = claims.get("token_use")
    if not isinstance(use, str) or use not in expected.token_uses:
        raise TokenRefused(Reason.TOKEN_USE)
    required = "aud" if use == "id" else "client_id"
    clients = [claims[name] for name in ("aud", "client_id") if name in claims]
    if required not in claims or not all(isinstance(c, str) and c in expected.client_ids for c in clients):
        raise TokenRefused(Reason.CLIENT)


def _time(claims: Claims, name: str) -> int | None:
    if name not in claims:
        return None
    value = claims[name]
    if type(value) is not int or value < 0:  # neither true, "1", 1e30 nor null
        raise TokenRefused(Reason.CLAIMS)
    return value
