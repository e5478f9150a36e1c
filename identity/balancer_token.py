"""What an AWS load balancer says about the person it signed in: the header x-amzn-oidc-data.

A token of three base64url parts with padding, signed ES256. Every account's balancers publish their keys at
the same place, so who signed it and for which client is checked before any key is fetched.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from identity import strict_json
from identity.refusal import Reason, TokenRefused
from identity.signature import MAX_TOKEN
from typed.record import dataclass

_FORM = re.compile(r"([A-Za-z0-9_-]+={0,2})\.([A-Za-z0-9_-]+={0,2})\.([A-Za-z0-9_-]+={0,2})")
_KID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HINTS = frozenset({"crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "cty", "enc"})
_MAX_LIFETIME = 24 * 3600  # seconds; balancers sign for two minutes


@dataclass(frozen=True)
class BalancerExpectation:
    """Whose data is believed: `signer` is the balancer's ARN, `client` its app client, `issuer` the pool."""

    signer: str
    client: str
    issuer: str
    leeway: int = 60


@dataclass(frozen=True, slots=True)
class Said:
    """Who the balancer signed in, by what the issuer told it, and until when that holds."""

    subject: str
    email: str
    expires: int


def named_key(token: str, expected: BalancerExpectation) -> str:
    """The id of the key to fetch, if the header says that our own balancer signed. Raises TokenRefused."""
    header = _member_object(_parts(token)[0], Reason.HEADER)
    if _HINTS & header.keys():
        raise TokenRefused(Reason.HINT)
    if header.get("alg") != "ES256":
        raise TokenRefused(Reason.ALGORITHM)
    if header.get("signer") != expected.signer:
        raise TokenRefused(Reason.SIGNER)
    if header.get("client") != expected.client:
        raise TokenRefused(Reason.CLIENT)
    kid = header.get("kid")
    if not isinstance(kid, str) or not _KID.fullmatch(kid):  # it becomes part of a URL
        raise TokenRefused(Reason.HEADER)
    return kid


def verify_data(token: str, key: EllipticCurvePublicKey, expected: BalancerExpectation, now: float) -> Said:
    """What the balancer says, genuine and valid at `now`. Raises TokenRefused."""
    header_part, payload_part, signature_part = _parts(token)
    _check_signature(key, f"{header_part}.{payload_part}".encode(), _decode(signature_part, Reason.SIGNATURE))
    header = _member_object(header_part, Reason.HEADER)
    claims = _member_object(payload_part, Reason.CLAIMS)
    expires = min(_expiry(part, now, expected.leeway) for part in (header, claims))
    if (header.get("iss"), claims.get("iss")) != (expected.issuer, expected.issuer):
        raise TokenRefused(Reason.ISSUER)
    subject, email = claims.get("sub"), claims.get("email", "")
    if not (isinstance(subject, str) and isinstance(email, str) and email.isprintable()):
        raise TokenRefused(Reason.CLAIMS)
    return Said(subject, email, expires)


def parse_key(document: bytes) -> EllipticCurvePublicKey:
    """The key a balancer publishes, as PEM. Raises ValueError when it is no P-256 key."""
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # takes as long as all else

    key = load_pem_public_key(document)
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("no P-256 key")
    return key


def _parts(token: str) -> tuple[str, str, str]:
    if len(token) > MAX_TOKEN:
        raise TokenRefused(Reason.SIZE)
    form = _FORM.fullmatch(token)
    if form is None:
        raise TokenRefused(Reason.FORM)
    return form[1], form[2], form[3]


def _check_signature(key: EllipticCurvePublicKey, signed: bytes, signature: bytes) -> None:
    if len(signature) != 64:
        raise TokenRefused(Reason.SIGNATURE)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), signed, ECDSA(SHA256()))
    except InvalidSignature:
        raise TokenRefused(Reason.SIGNATURE) from None


def _expiry(claims: Mapping[str, object], now: float, leeway: int) -> int:
    expires = claims.get("exp")
    if type(expires) is not int or not 0 <= expires <= now + _MAX_LIFETIME:
        raise TokenRefused(Reason.CLAIMS)
    if expires <= now - leeway:
        raise TokenRefused(Reason.EXPIRED)
    return expires


def _member_object(part: str, reason: Reason) -> dict[str, object]:
    try:
        value = strict_json.loads(_decode(part, reason))
    except ValueError:
        raise TokenRefused(reason) from None
    if not isinstance(value, dict):
        raise TokenRefused(reason)
    return value


def _decode(part: str, reason: Reason) -> bytes:
    bare = part.rstrip("=")
    try:
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError:
        raise TokenRefused(reason) from None
