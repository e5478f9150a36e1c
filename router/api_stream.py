"""Answers of the API that go on for as long as both sides like, such as server-sent events."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from router.connection_pool import CONNECT_LIMIT
from router.errors import ApiTimedOut, ApiUnreachable

_ALWAYS = {"Accept": "text/event-stream", "Accept-Encoding": "identity", "User-Agent": "interfaces-edge"}


@asynccontextmanager
async def stream(url: str, headers: Mapping[str, str]) -> AsyncIterator[ClientResponse]:
    """A GET over a connection of its own. Raises ApiTimedOut or ApiUnreachable."""
    limits = ClientTimeout(total=None, sock_connect=CONNECT_LIMIT)
    try:
        async with (
            ClientSession(timeout=limits, auto_decompress=False, cookie_jar=DummyCookieJar()) as session,
            session.get(
                URL(url, encoded=True), headers={**_ALWAYS, **headers}, allow_redirects=False
            ) as response,
        ):
            yield response
    except TimeoutError:
        raise ApiTimedOut from None
    except (ClientError, OSError):
        raise ApiUnreachable from None
