"""Where a request goes, as a URL says it, and the connection to it."""

import asyncio
import ssl
from functools import cache
from string import punctuation
from urllib.parse import quote, urlsplit

from client.faults import CannotConnect
from client.wire import Wire
from typed.record import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """`authority` is what `Host` says; `path` has its query, and begins with a slash."""

    host: str
    port: int
    authority: str
    path: str
    secure: bool


def target_of(url: str) -> Target:
    """Of an http or https URL. A fragment is left out; what is not ASCII is escaped. Raises
    CannotConnect when its host is no name."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    try:
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        raise CannotConnect("the URL's host is no name") from None
    named = f"[{host}]" if ":" in host else host
    query = f"?{parts.query}" if parts.query else ""
    return Target(
        host,
        parts.port or (443 if secure else 80),
        f"{named}:{parts.port}" if parts.port else named,
        quote((parts.path or "/") + query, safe=punctuation),
        secure,
    )


async def connect(target: Target, seconds: float) -> Wire:
    """A new connection; by https only to whom its certificate names. Raises CannotConnect."""
    tls = verifying() if target.secure else None
    try:
        async with asyncio.timeout(seconds):
            loop = asyncio.get_running_loop()
            _, wire = await loop.create_connection(Wire, target.host, target.port, ssl=tls)
    except OSError as error:  # a TimeoutError and an SSLError are ones too
        raise CannotConnect(f"{target.authority}: {type(error).__name__}") from None
    return wire


@cache
def verifying() -> ssl.SSLContext:
    """What https is checked with. Made when it is needed first: reading all authorities takes its time."""
    return ssl.create_default_context()
