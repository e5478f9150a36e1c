"""Everything identity needs open while a process runs. What these settings do not ask for is not imported."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from identity.authenticator import Authenticator
from identity.fetch import http_fetch, http_post
from identity.front_settings import FrontSettings
from identity.identify import Identifier
from identity.keyset import KeySet
from identity.settings import IdentitySettings
from typed.record import dataclass

if TYPE_CHECKING:
    from identity.balancer import Balancer
    from identity.issuer import DevIssuer
    from identity.oidc import SignIn
    from identity.preview_tokens import PreviewTokens
    from identity.provider import DevProvider
    from identity.sessions import Sessions


@dataclass(frozen=True)
class Identity:
    """Who people are, and how they sign in. `sign_in` and `provider` are None where they are not served."""

    authenticator: Authenticator
    identifier: Identifier
    sessions: "Sessions | None" = None
    sign_in: "SignIn | None" = None
    provider: "DevProvider | None" = None
    preview_tokens: "PreviewTokens | None" = None


@asynccontextmanager
async def open_authenticator(
    settings: IdentitySettings, dev_issuer: "DevIssuer | None" = None
) -> AsyncIterator[Authenticator]:
    """An authenticator for these settings. The process that is the development issuer hands it over and
    reads its keys directly; every other process fetches the key set over HTTP, once a token needs it."""
    async with _open_keyset(settings, dev_issuer) as keyset:
        yield Authenticator(keyset, settings.expectation())


@asynccontextmanager
async def open_identity(settings: FrontSettings, secure: bool) -> AsyncIterator[Identity]:
    """All ways of proving who one is that these settings allow. `secure`: people come by https."""
    dev_issuer = _dev_issuer(settings)
    async with _open_keyset(settings, dev_issuer) as keyset:
        authenticator = Authenticator(keyset, settings.expectation())
        balancer = _balancer(settings, authenticator)
        if secrets := settings.session_secrets or ((dev_issuer.secret,) if dev_issuer else ()):
            yield _with_sessions(settings, secure, keyset, authenticator, balancer, dev_issuer, secrets)
        else:
            yield Identity(authenticator, Identifier(authenticator, balancer))


@asynccontextmanager
async def _open_keyset(settings: IdentitySettings, dev_issuer: "DevIssuer | None") -> AsyncIterator[KeySet]:
    keyset = KeySet(settings.jwks_url, dev_issuer.fetch if dev_issuer else http_fetch)
    try:
        yield keyset
    finally:
        await keyset.aclose()


def _dev_issuer(settings: FrontSettings) -> "DevIssuer | None":
    if settings.dev_issuer is None:
        return None
    from identity.issuer import DevIssuer

    return DevIssuer(settings.dev_issuer, settings.issuer)


def _balancer(settings: FrontSettings, authenticator: Authenticator) -> "Balancer | None":
    if settings.balancer is None:
        return None
    from identity.balancer import Balancer, BalancerKeys

    keys = BalancerKeys(settings.balancer_keys, http_fetch)
    return Balancer(keys, settings.balancer, authenticator)


def _with_sessions(
    settings: FrontSettings,
    secure: bool,
    keyset: KeySet,
    authenticator: Authenticator,
    balancer: "Balancer | None",
    dev_issuer: "DevIssuer | None",
    secrets: tuple[bytes, ...],
) -> Identity:
    """Where we can seal things: sessions, previews' tokens, and signing in for those who may."""
    from identity.preview_tokens import PreviewTokens
    from identity.sessions import Sessions

    provider = _provider(dev_issuer)
    sessions = Sessions(secrets, secure)
    return Identity(
        authenticator,
        Identifier(authenticator, balancer, sessions),
        sessions,
        _sign_in(settings, keyset, authenticator, provider, secrets),
        provider,
        PreviewTokens(secrets),
    )


def _provider(dev_issuer: "DevIssuer | None") -> "DevProvider | None":
    if dev_issuer is None:
        return None
    from identity.provider import DevProvider

    return DevProvider(dev_issuer)


def _sign_in(
    settings: FrontSettings,
    keyset: KeySet,
    authenticator: Authenticator,
    provider: "DevProvider | None",
    secrets: tuple[bytes, ...],
) -> "SignIn | None":
    """A sign-in of our own: at the issuer if we are a client there, or at the development issuer."""
    client = settings.sign_in_client or (provider.client_id if provider else "")
    if not client:
        return None
    from identity.discovery import Discovery
    from identity.oidc import Client, SignIn

    expected = replace(settings.expectation(), client_ids=frozenset({client}), token_uses=frozenset({"id"}))
    return SignIn(
        Client(client, settings.sign_in_secret.get_secret_value()),
        Discovery(settings.issuer, provider.fetch if provider else http_fetch),
        provider.post if provider else http_post,
        authenticator,
        Authenticator(keyset, expected),
        secrets,
    )
