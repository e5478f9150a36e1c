"""The development issuer as an OpenID provider, so that signing in runs the same code everywhere.

Whoever may reach it chooses who to be; everything else is as strict as the real thing. Codes and refresh
tokens are sealed, so nothing is stored but which codes are spent.
"""

import hmac
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict
from ipaddress import ip_address
from typing import cast
from urllib.parse import urlsplit

from cachetools import LRUCache

from identity.issuer import CLIENT_ID, DAY, PEOPLE, DevIssuer, Role
from identity.keyset import Clock
from identity.oidc import challenge_of, with_query
from identity.seal import Seal
from typed.record import dataclass

CALLBACK = "/signin/callback"  # where a client of ours takes codes
LEFT = "/signin/out"  # and where it shows that somebody signed out
CODE_AGE = 60  # seconds
HOUR = 3600

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class WishRefused(Exception):
    """The request to sign in is wrong. Nobody is sent anywhere."""


@dataclass(frozen=True)
class Wish:
    """A checked authorization request."""

    redirect_uri: str
    state: str
    nonce: str
    challenge: str


class DevProvider:
    """Authorization, token and sign-out of the development issuer."""

    def __init__(self, issuer: DevIssuer, clock: Clock = time.time) -> None:
        self.issuer = issuer
        self._clock = clock
        self._codes = Seal([issuer.secret], "code")
        self._refreshes = Seal([issuer.secret], "dev-refresh")
        self._spent: LRUCache[str, None] = LRUCache(1024)

    @property
    def client_id(self) -> str:
        """The one client it knows."""
        return CLIENT_ID

    def document(self) -> bytes:
        """The discovery document."""
        base = self.issuer.url
        return json.dumps(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "end_session_endpoint": f"{base}/logout",
                "jwks_uri": f"{base}/.well-known/jwks.json",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        ).encode()

    async def fetch(self, url: str) -> bytes:
        """Its documents without a network, for the process that publishes them."""
        return self.document() if url.endswith("/openid-configuration") else self.issuer.jwks()

    async def post(
        self, _url: str, form: Mapping[str, str], _headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Its token endpoint without a network."""
        return self.token(form)

    def check(self, query: Mapping[str, str], own_origin: str) -> Wish:
        """Raises WishRefused unless it is a code request with PKCE that comes back to a sign-in of ours."""
        redirect_uri = query.get("redirect_uri", "")
        fixed = {"client_id": CLIENT_ID, "response_type": "code", "code_challenge_method": "S256"}
        if any(query.get(name) != value for name, value in fixed.items()):
            raise WishRefused("client_id, response_type or code_challenge_method is not what is served here")
        if redirect_uri != own_origin + CALLBACK and not _is_local(redirect_uri):
            raise WishRefused("redirect_uri is not one that belongs to this client")
        challenge = query.get("code_challenge", "")
        if not query.get("state") or not query.get("nonce") or not _CHALLENGE.fullmatch(challenge):
            raise WishRefused("state, nonce or code_challenge is missing")
        return Wish(redirect_uri, query["state"], query["nonce"], challenge)

    def allow(self, wish: Wish, role: Role) -> str:
        """The URL that brings the code back."""
        content = {**asdict(wish), "role": role, "id": secrets.token_urlsafe(8)}
        code = self._codes.close(content, self._clock())
        return with_query(wish.redirect_uri, {"code": code, "state": wish.state})

    def token(self, form: Mapping[str, str]) -> tuple[int, bytes]:
        """The answer of the token endpoint: status and JSON."""
        match form.get("grant_type"):
            case "authorization_code":
                content = self._redeem(form)
            case "refresh_token":
                content = self._refreshes.open(form.get("refresh_token", ""), 30 * DAY, self._clock())
            case _:
                content = None
        if content is None or form.get("client_id") != CLIENT_ID or content["role"] not in PEOPLE:
            return 400, b'{"error": "invalid_grant"}'
        return 200, json.dumps(self._tokens(cast(Role, content["role"]), content)).encode()

    def _redeem(self, form: Mapping[str, str]) -> Mapping[str, object] | None:
        code = form.get("code", "")
        content = self._codes.open(code, CODE_AGE, self._clock())
        if content is None or code in self._spent:
            return None
        self._spent[code] = None
        proof = challenge_of(form.get("code_verifier", ""))
        proven = hmac.compare_digest(proof, str(content["challenge"]))
        return content if proven and form.get("redirect_uri") == content["redirect_uri"] else None

    def _tokens(self, role: Role, content: Mapping[str, object]) -> dict[str, object]:
        nonce = content.get("nonce")
        return {
            "access_token": self.issuer.mint(role, HOUR),
            "id_token": self.issuer.mint_identity(role, HOUR, str(nonce) if nonce else None),
            "refresh_token": self._refreshes.close({"role": role}, self._clock()),
            "token_type": "Bearer",
            "expires_in": HOUR,
        }


def _is_local(redirect_uri: str) -> bool:
    """Another process of this machine, under its own port."""
    parts = urlsplit(redirect_uri)
    host = parts.hostname or ""
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    return local and redirect_uri == f"{parts.scheme}://{parts.netloc}{CALLBACK}" and "@" not in parts.netloc
