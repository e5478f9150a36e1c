"""A load balancer for the tests: signs what it says about people, and publishes its key."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from identity.balancer_token import BalancerExpectation
from identity.credentials import BalancerTokens
from tests.identity.signing import ISSUER, NOW, PERSON

ARN = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/forms/0123456789abcdef"
ALB_CLIENT = "3example45678901"
KID = "11111111-2222-4333-8444-555555555555"
TRUSTED = BalancerExpectation(ARN, ALB_CLIENT, ISSUER)


def padded(data: bytes) -> str:
    """Base64url as balancers write it: with padding."""
    return urlsafe_b64encode(data).decode()


class Alb:
    """One balancer of one account."""

    def __init__(self) -> None:
        self._key = generate_private_key(SECP256R1())

    def pem(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def data(self, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """x-amzn-oidc-data; members given as None are left out."""
        expires = int(NOW) + 120
        head: dict[str, Any] = {"typ": "JWT", "alg": "ES256", "kid": KID, "signer": ARN, "client": ALB_CLIENT}
        head |= {"iss": ISSUER, "exp": expires, **(header or {})}
        said = {"sub": PERSON["sub"], "email": "ada@example.test", "exp": expires, "iss": ISSUER, **claims}
        return self.sign(*(json.dumps(_kept(part)).encode() for part in (head, said)))

    def sign(self, header: bytes, payload: bytes) -> str:
        signed = f"{padded(header)}.{padded(payload)}"
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ECDSA(SHA256())))
        return f"{signed}.{padded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def tokens(data: str, access: str) -> BalancerTokens:
    return BalancerTokens(data, access)


def _kept(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
