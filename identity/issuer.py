"""The development issuer: signs real tokens with a key of its own, so the same verifier runs everywhere.

Two people and machines, in the shape of Cognito's access tokens. The key stays in a folder and survives
restarts, so open browser sessions do too.
"""

import hashlib
import json
import time
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import jwt
from jwt.algorithms import RSAAlgorithm

from identity.issuer_key import read_or_make, thumbprint
from identity.keyset import Clock
from typed.record import dataclass

Role = Literal["author", "member"]

CLIENT_ID = "interfaces-dev"
DAY = 24 * 3600


@dataclass(frozen=True)
class DevPerson:
    """Somebody who exists only in development. The subject never changes."""

    subject: str
    username: str
    email: str
    groups: tuple[str, ...]


AUTHOR = DevPerson("5b9f4b0e-1c36-4a57-9a4e-0d7a6f3c1a01", "author", "author@example.test", ("authors",))
MEMBER = DevPerson("c2d7e1f4-83a5-4c0b-8b21-6e5d94f7b202", "member", "member@example.test", ())
PEOPLE: Mapping[Role, DevPerson] = {"author": AUTHOR, "member": MEMBER}


class DevIssuer:
    """Mints tokens as `issuer`, the URL whose /.well-known/jwks.json must serve `jwks()`."""

    def __init__(
        self, folder: Path, issuer: str, client_id: str = CLIENT_ID, clock: Clock = time.time
    ) -> None:
        self.url = issuer
        self._client_id = client_id
        self._clock = clock
        self._key = read_or_make(folder / "issuer-key.pem")
        self._kid = thumbprint(self._key.public_key())

    @property
    def secret(self) -> bytes:
        """32 bytes that follow from its key: for what the same folder's processes seal."""
        numbers = self._key.private_numbers()
        return hashlib.sha256(b"interfaces seal" + numbers.d.to_bytes(512, "big")).digest()

    def jwks(self) -> bytes:
        """The key set to publish, as JSON."""
        public = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        entry = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": self._kid}
        return json.dumps({"keys": [entry | {"n": public["n"], "e": public["e"]}]}).encode()

    async def fetch(self, url: str) -> bytes:  # noqa: ARG002 - the shape of keyset.Fetch
        """The key set without a network, for the process that publishes it."""
        return self.jwks()

    def mint(self, role: Role, ttl: int = DAY) -> str:
        """An access token of the author or the member, valid for `ttl` seconds."""
        return self.mint_person(PEOPLE[role], ttl)

    def mint_person(self, person: DevPerson, ttl: int = DAY) -> str:
        """The same for anybody."""
        claims = {
            "sub": person.subject,
            "username": person.username,
            "email": person.email,
            "scope": "openid",
        }
        return self._sign(claims | {"cognito:groups": list(person.groups)}, ttl)

    def mint_machine(self, scopes: Iterable[str], ttl: int = DAY) -> str:
        """An access token as the client-credentials flow gives it: no user, only scopes."""
        return self._sign({"sub": self._client_id, "scope": " ".join(sorted(scopes))}, ttl)

    def mint_identity(self, role: Role, ttl: int = DAY, nonce: str | None = None) -> str:
        """An ID token, as signing in gives one beside the access token."""
        person = PEOPLE[role]
        claims = {"sub": person.subject, "cognito:username": person.username, "email": person.email}
        named = {"nonce": nonce} if nonce else {}
        return self._sign({**claims, **named, "aud": self._client_id, "token_use": "id"}, ttl)

    def _sign(self, claims: Mapping[str, object], ttl: int) -> str:
        now = int(self._clock())
        common: dict[str, object] = {"iss": self.url}
        if "token_use" not in claims:
            common |= {"client_id": self._client_id, "token_use": "access"}
        times = {"iat": now, "auth_time": now, "exp": now + ttl, "jti": str(uuid.uuid4())}
        return jwt.encode({**claims, **common, **times}, self._key, "RS256", headers={"kid": self._kid})
