"""Everything identity needs open while a process runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from identity.authenticator import Authenticator
from identity.fetch import http_fetch, open_session
from identity.issuer import DevIssuer
from identity.keyset import KeySet
from identity.settings import IdentitySettings


@asynccontextmanager
async def open_authenticator(
    settings: IdentitySettings, dev_issuer: DevIssuer | None = None
) -> AsyncIterator[Authenticator]:
    """An authenticator for these settings. The process that is the development issuer hands it over and
    reads its keys directly; every other process fetches the key set over HTTP, once a token needs it."""
    async with open_session() as session:
        fetch = dev_issuer.fetch if dev_issuer else http_fetch(session)
        keyset = KeySet(settings.jwks_url, fetch)
        try:
            yield Authenticator(keyset, settings.expectation())
        finally:
            await keyset.aclose()
