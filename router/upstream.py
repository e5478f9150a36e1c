"""The connection pool for what is proxied to the API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

CONNECT_LIMIT = 2.0  # seconds

# What the client would otherwise say in its own name, and the caller did not.
_NEVER_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


@dataclass(frozen=True)
class Upstream:
    """Where proxied requests go. `origin` is scheme, host and port, from the settings only."""

    origin: str
    session: ClientSession


@asynccontextmanager
async def open_upstream(origin: str) -> AsyncIterator[Upstream]:
    """Without a limit on connections: open event streams must not starve everything else."""
    limits = ClientTimeout(total=None, sock_connect=CONNECT_LIMIT)
    async with ClientSession(
        connector=TCPConnector(limit=0),
        timeout=limits,
        auto_decompress=False,
        cookie_jar=DummyCookieJar(),
        skip_auto_headers=_NEVER_ADDED,
    ) as session:
        yield Upstream(origin, session)
