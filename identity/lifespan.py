"""Everything identity needs open while a process runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from identity.authenticator import Authenticator
from identity.balancer import Balancer, BalancerKeys
from identity.discovery import Discovery
from identity.fetch import http_fetch, http_post
from identity.front_settings import FrontSettings
from identity.identify import Identifier
from identity.issuer import CLIENT_ID, DevIssuer
from identity.keyset import KeySet
from identity.oidc import Client, SignIn
from identity.preview_tokens import PreviewTokens
from identity.provider import DevProvider
from identity.sessions import Sessions
from identity.settings import IdentitySettings


@dataclass(frozen=True)
class Identity:
    """Who people are, and how they sign in. `sign_in` and `provider` are None where they are not served."""

    authenticator: Authenticator
    identifier: Identifier
    sessions: Sessions | None
    sign_in: SignIn | None
    provider: DevProvider | None
    preview_tokens: PreviewTokens | None


@asynccontextmanager
async def open_authenticator(
    settings: IdentitySettings, dev_issuer: DevIssuer | None = None
) -> AsyncIterator[Authenticator]:
    """An authenticator for these settings. The process that is the development issuer hands it over and
    reads its keys directly; every other process fetches the key set over HTTP, once a token needs it."""
    async with _open_keyset(settings, dev_issuer) as keyset:
        yield Authenticator(keyset, settings.expectation())


@asynccontextmanager
async def open_identity(settings: FrontSettings, secure: bool) -> AsyncIterator[Identity]:
    """All ways of proving who one is that these settings allow. `secure`: people come by https."""
    dev_issuer = DevIssuer(settings.dev_issuer, settings.issuer) if settings.dev_issuer else None
    async with _open_keyset(settings, dev_issuer) as keyset:
        authenticator = Authenticator(keyset, settings.expectation())
        secrets = settings.session_secrets or ((dev_issuer.secret,) if dev_issuer else ())
        sessions = Sessions(secrets, secure) if secrets else None
        yield Identity(
            authenticator,
            Identifier(authenticator, _balancer(settings, authenticator), sessions),
            sessions,
            _sign_in(settings, keyset, authenticator, dev_issuer, secrets),
            DevProvider(dev_issuer) if dev_issuer else None,
            PreviewTokens(secrets) if secrets else None,
        )


@asynccontextmanager
async def _open_keyset(settings: IdentitySettings, dev_issuer: DevIssuer | None) -> AsyncIterator[KeySet]:
    keyset = KeySet(settings.jwks_url, dev_issuer.fetch if dev_issuer else http_fetch)
    try:
        yield keyset
    finally:
        await keyset.aclose()


def _balancer(settings: FrontSettings, authenticator: Authenticator) -> Balancer | None:
    if settings.balancer is None:
        return None
    keys = BalancerKeys(settings.balancer_keys, http_fetch)
    return Balancer(keys, settings.balancer, authenticator)


def _sign_in(
    settings: FrontSettings,
    keyset: KeySet,
    authenticator: Authenticator,
    dev_issuer: DevIssuer | None,
    secrets: tuple[bytes, ...],
) -> SignIn | None:
    """A sign-in of our own: at the issuer if we are a client there, or at the development issuer."""
    client = settings.sign_in_client or (CLIENT_ID if dev_issuer else "")
    if not client:
        return None
    provider = DevProvider(dev_issuer) if dev_issuer else None
    expected = replace(settings.expectation(), client_ids=frozenset({client}), token_uses=frozenset({"id"}))
    return SignIn(
        Client(client, settings.sign_in_secret.get_secret_value()),
        Discovery(settings.issuer, provider.fetch if provider else http_fetch),
        provider.post if provider else http_post,
        authenticator,
        Authenticator(keyset, expected),
        secrets,
    )
