"""Signing in at an OpenID provider: the authorization code flow with PKCE (RFC 6749, 7636, OIDC Core).

`state` and `nonce` are bound to the browser by a sealed cookie; the redirect URI is ours, to the letter.
"""

import hashlib
import hmac
import secrets
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import field
from urllib.parse import quote, urlencode

from identity import strict_json
from identity.authenticator import Authenticator
from identity.discovery import Discovery, Endpoints
from identity.keyset import Clock, FetchFailed
from identity.refusal import ProviderUnavailable, TokenRefused
from identity.seal import Seal
from typed.record import dataclass

ATTEMPT_AGE = 900  # seconds that a person may take to sign in
SCOPE = "openid email profile"

Post = Callable[[str, Mapping[str, str], Mapping[str, str]], Awaitable[tuple[int, bytes]]]


class SignInFailed(Exception):
    """The provider or the answer it sent by the browser does not sign anybody in. Start again."""


@dataclass(frozen=True)
class Client:
    """How the provider knows us. An empty secret: a public client."""

    client_id: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Grant:
    """What a sign-in or a renewal gave: verified tokens. `refresh` is empty when there is no new one."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    email: str


@dataclass(frozen=True)
class Attempt:
    """A sign-in that has begun: where to send the browser, and what it has to bring back."""

    url: str
    state: str
    cookie: str = field(repr=False)


class SignIn:
    """One provider. `people` checks access tokens, `identities` ID tokens made out to this client."""

    def __init__(
        self,
        client: Client,
        discovery: Discovery,
        post: Post,
        people: Authenticator,
        identities: Authenticator,
        sealed_with: Sequence[bytes],
        clock: Clock = time.time,
    ) -> None:
        self._client = client
        self._discovery = discovery
        self._post = post
        self._people = people
        self._identities = identities
        self._seal = Seal(sealed_with, "sign-in")
        self._clock = clock

    async def begin(self, redirect_uri: str, destination: str) -> Attempt:
        """`destination`: the path to go to afterwards. Raises ProviderUnavailable."""
        endpoints = await self._endpoints()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        content = {"state": state, "nonce": nonce, "verifier": verifier, "next": destination}
        return Attempt(
            with_query(endpoints.authorization, query), state, self._seal.close(content, self._clock())
        )

    async def finish(self, redirect_uri: str, state: str, code: str, cookie: str) -> tuple[Grant, str]:
        """The grant, and the path to go to. Raises SignInFailed or ProviderUnavailable."""
        attempt = self._seal.open(cookie, ATTEMPT_AGE, self._clock())
        if attempt is None or not hmac.compare_digest(str(attempt["state"]).encode(), state.encode()):
            raise SignInFailed("this browser did not begin it, or too long ago")
        wish = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": str(attempt["verifier"]),
        }
        told = await self._ask(wish)
        return await self._grant(told, nonce=str(attempt["nonce"])), str(attempt["next"])

    async def renew(self, refresh: str) -> Grant:
        """Another access token. Raises SignInFailed when the refresh token is spent or revoked."""
        told = await self._ask({"grant_type": "refresh_token", "refresh_token": refresh})
        return await self._grant(told, nonce=None)

    async def revoke(self, refresh: str) -> None:
        """Tells the provider that a refresh token is over, where it can be told. Never raises for that."""
        try:
            endpoints = await self._endpoints()
            if endpoints.revocation:
                await self._send(endpoints.revocation, {"token": refresh})
        except ProviderUnavailable:
            return

    async def sign_out_url(self, return_to: str) -> str:
        """Where the provider ends its own session, or "" when it has no such place or cannot be asked."""
        try:
            end = (await self._endpoints()).end_session
        except ProviderUnavailable:
            return ""
        # Cognito's own page has another name for the address to come back to.
        names = {"client_id": self._client.client_id, "post_logout_redirect_uri": return_to}
        return with_query(end, names | {"logout_uri": return_to}) if end else ""

    async def _grant(self, told: Mapping[str, object], nonce: str | None) -> Grant:
        """The tokens, verified: signed by the issuer, for us, for the same person, for this attempt."""
        access, identity = _text(told, "access_token"), _text(told, "id_token")
        if not access or (nonce is not None and not identity):
            raise SignInFailed("the provider gave no token")
        try:
            person = await self._people.authenticate(access)
            claims = await self._identities.claims(identity) if identity else {"sub": person.subject}
        except TokenRefused as refused:
            raise SignInFailed(f"the provider's token is refused: {refused.reason}") from None
        if person.kind != "person" or claims.get("sub") != person.subject:
            raise SignInFailed("the tokens are not one person's")
        if nonce is not None and claims.get("nonce") != nonce:
            raise SignInFailed("the ID token is not of this sign-in")
        return Grant(access, _text(told, "refresh_token"), _text(claims, "email") or person.email)

    async def _ask(self, wish: Mapping[str, str]) -> Mapping[str, object]:
        status, body = await self._send((await self._endpoints()).token, wish)
        if status >= 500:
            raise ProviderUnavailable(f"its token endpoint answers {status}")
        try:
            told = strict_json.loads(body)
        except ValueError:
            told = None
        if status != 200 or not isinstance(told, dict):
            raise SignInFailed(f"the provider refused ({status})")
        return told

    async def _send(self, url: str, form: Mapping[str, str]) -> tuple[int, bytes]:
        client = self._client
        headers = {}
        if client.secret:
            pair = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}"
            headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode()
        try:
            return await self._post(url, {**form, "client_id": client.client_id}, headers)
        except FetchFailed as fault:
            raise ProviderUnavailable(str(fault)) from None

    async def _endpoints(self) -> Endpoints:
        try:
            return await self._discovery.endpoints()
        except FetchFailed as fault:
            raise ProviderUnavailable(str(fault)) from None


def challenge_of(verifier: str) -> str:
    """PKCE's S256."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def with_query(url: str, query: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def _text(told: Mapping[str, object], name: str) -> str:
    value = told.get(name, "")
    return value if isinstance(value, str) else ""
