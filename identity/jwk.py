"""A published key set (RFC 7517), reduced to the keys that may verify our tokens."""

import re
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Mapping
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from identity import strict_json
from identity.roca import looks_like_roca
from typed.record import dataclass

MAX_KEYS = 100
_BITS = range(2048, 8192 + 1)  # above, one signature costs milliseconds
_EXPONENT = 65537  # the one everybody uses; small ones have a history of forgeries
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Key:
    """One usable public key. The algorithm is bound to the key: a token cannot choose."""

    kid: str
    algorithm: Literal["RS256"]
    public: RSAPublicKey


class KeySetFault(ValueError):
    """The document is no key set, or none of its keys is usable."""


def parse_keys(document: bytes) -> Mapping[str, Key]:
    """The usable keys of a key set by kid. A key we cannot use is left out; none left is a KeySetFault."""
    try:
        value = strict_json.loads(document)
    except ValueError as fault:
        raise KeySetFault(f"not valid JSON: {fault}") from None
    entries = value.get("keys") if isinstance(value, dict) else None
    if not isinstance(entries, list) or len(entries) > MAX_KEYS:
        raise KeySetFault(f'not a key set: an object whose "keys" lists up to {MAX_KEYS} keys is expected')
    found = [key for key in map(parse_key, entries) if key]
    named = Counter(
        entry.get("kid") for entry in entries if isinstance(entry, dict) and _is_text(entry, "kid")
    )
    keys = {key.kid: key for key in found if named[key.kid] == 1}  # a kid used twice names neither
    if not keys:
        raise KeySetFault("it holds no RSA signature key of 2048 bits or more")
    return keys


def parse_key(entry: object) -> Key | None:
    """The key an entry of a key set describes, or None when it must not verify our tokens."""
    if not isinstance(entry, dict) or not _is_for_our_signatures(entry):
        return None
    modulus, exponent = _number(entry.get("n")), _number(entry.get("e"))
    if (
        modulus is None
        or exponent != _EXPONENT
        or modulus.bit_length() not in _BITS
        or looks_like_roca(modulus)
    ):
        return None
    try:
        public = RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        return None
    return Key(kid=str(entry["kid"]), algorithm="RS256", public=public)


def _is_for_our_signatures(entry: dict[str, object]) -> bool:
    operations = entry.get("key_ops", ["verify"])
    return (
        entry.get("kty") == "RSA"
        and entry.get("alg", "RS256") == "RS256"
        and entry.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and _is_text(entry, "kid")
        and not _PRIVATE & entry.keys()  # a published private key is everybody's
    )


def _is_text(entry: dict[str, object], name: str) -> bool:
    value = entry.get(name)
    return isinstance(value, str) and 0 < len(value) <= 256


def _number(text: object) -> int | None:
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        return None
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
