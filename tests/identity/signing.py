"""Signs tokens for the tests, byte by byte, so that any header and any payload can be made."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from identity.verify import Expectation

NOW = 1_800_000_000.0
ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example01"
CLIENT = "1example23456789"
EXPECTED = Expectation(issuer=ISSUER, client_ids=frozenset({CLIENT}))

PERSON: dict[str, Any] = {
    "sub": "8f14e45f-ceea-467f-a8d5-7c1c9e0b1a11",
    "cognito:groups": ["authors"],
    "iss": ISSUER,
    "client_id": CLIENT,
    "token_use": "access",
    "scope": "openid email",
    "auth_time": int(NOW) - 60,
    "iat": int(NOW) - 60,
    "exp": int(NOW) + 3600,
    "username": "ada",
}
MACHINE: dict[str, Any] = {
    "sub": CLIENT,
    "iss": ISSUER,
    "client_id": CLIENT,
    "token_use": "access",
    "scope": "interfaces/workflows",
    "iat": int(NOW) - 60,
    "exp": int(NOW) + 3600,
}
ID_CLAIMS: dict[str, Any] = {
    "sub": PERSON["sub"],
    "iss": ISSUER,
    "aud": CLIENT,
    "token_use": "id",
    "email": "ada@example.test",
    "cognito:username": "ada",
    "iat": int(NOW) - 60,
    "exp": int(NOW) + 3600,
}


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def number(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Signer:
    """An RSA key with a name: its JWK, and tokens it signed."""

    def __init__(self, kid: str, bits: int = 2048) -> None:
        self.kid = kid
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    def jwk(self, **changes: object) -> dict[str, object]:
        numbers = self._key.public_key().public_numbers()
        entry = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": self.kid}
        return {**entry, "n": number(numbers.n), "e": number(numbers.e), **changes}

    def token(self, claims: dict[str, Any], **header: object) -> str:
        """A token of these claims; header members given as None are left out."""
        members = {"kid": self.kid, "alg": "RS256"} | header
        kept = {name: value for name, value in members.items() if value is not None}
        return self.sign(json.dumps(kept).encode(), json.dumps(claims).encode())

    def pem(self) -> bytes:
        """The public key, as attackers like to misuse it."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, header: bytes, payload: bytes) -> str:
        signed = f"{base64url(header)}.{base64url(payload)}"
        return f"{signed}.{base64url(self._key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def key_set(*entries: dict[str, object]) -> bytes:
    return json.dumps({"keys": entries}).encode()
