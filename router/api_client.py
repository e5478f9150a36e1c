"""Calls to the API, small JSON both ways. Streams and everything proxied go through `upstream.py`."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import (
    ClientConnectionError,
    ClientError,
    ClientPayloadError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    ServerTimeoutError,
    TCPConnector,
)
from yarl import URL

from router.errors import ApiGarbage, ApiTimedOut, ApiUnavailable, ApiUnreachable

TIME_LIMIT = 10.0  # seconds for a whole call
CONNECT_LIMIT = 2.0  # seconds
SIZE_LIMIT = 4 * 1024 * 1024  # bytes of an answer
CONNECTIONS = 256

# Identity: a compressed answer could be a thousand times larger than the bytes we count.
_ALWAYS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "interfaces-edge"}


@dataclass(frozen=True)
class ApiAnswer:
    """What the API said, unread."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ApiClient:
    """Speaks to one API. `origin` is scheme, host and port."""

    def __init__(self, origin: str, session: ClientSession) -> None:
        self._origin = origin
        self._session = session

    async def call(
        self,
        method: str,
        path: str,
        *,
        token: str,
        request_id: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> ApiAnswer:
        """One call. `path` is canonical and starts with a slash. Never repeated, redirects not followed.

        Raises ApiUnreachable, ApiTimedOut, or ApiGarbage when the answer is too long.
        """
        try:
            async with self._session.request(
                method,
                URL(self._origin + path, encoded=True),
                data=body,
                headers={**_headers(token, request_id, body), **(headers or {})},
                allow_redirects=False,
            ) as response:
                return ApiAnswer(response.status, response.headers, await _read(response))
        except (TimeoutError, ServerTimeoutError):
            raise ApiTimedOut(f"{self._origin} did not answer in time") from None
        except (ClientConnectionError, ClientPayloadError, OSError) as error:
            raise ApiUnreachable(f"{self._origin}: {type(error).__name__}") from None
        except ClientError as error:
            raise ApiGarbage(type(error).__name__) from None

    async def check(self) -> None:
        """Raises an ApiFault when the API cannot serve now."""
        answer = await self.call("GET", "/readyz", token="", request_id="readyz")
        if answer.status != 200:
            raise ApiUnavailable(f"{self._origin}/readyz says {answer.status}")

    @asynccontextmanager
    async def stream(self, path: str, *, token: str, request_id: str) -> AsyncIterator[ClientResponse]:
        """A GET whose answer goes on for as long as both sides like, such as server-sent events."""
        headers = {**_headers(token, request_id, None), "Accept": "text/event-stream"}
        limits = ClientTimeout(total=None, sock_connect=CONNECT_LIMIT)
        try:
            async with self._session.get(
                URL(self._origin + path, encoded=True), headers=headers, timeout=limits, allow_redirects=False
            ) as response:
                yield response
        except (TimeoutError, ServerTimeoutError):
            raise ApiTimedOut from None
        except (ClientError, OSError):
            raise ApiUnreachable from None


@asynccontextmanager
async def open_api(origin: str) -> AsyncIterator[ApiClient]:
    """A client with a pool of connections of its own. Opens none before the first call."""
    connector = TCPConnector(limit=CONNECTIONS)
    limits = ClientTimeout(total=TIME_LIMIT, sock_connect=CONNECT_LIMIT)
    async with ClientSession(
        connector=connector, timeout=limits, auto_decompress=False, cookie_jar=DummyCookieJar()
    ) as session:
        yield ApiClient(origin, session)


def _headers(token: str, request_id: str, body: bytes | None) -> dict[str, str]:
    headers = {**_ALWAYS, "X-Request-Id": request_id}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return headers if body is None else {**headers, "Content-Type": "application/json"}


async def _read(response: ClientResponse) -> bytes:
    """The whole body, or ApiGarbage as soon as it is more than the limit."""
    body = await response.content.read(SIZE_LIMIT)
    while chunk := await response.content.read(SIZE_LIMIT):
        body += chunk
        if len(body) > SIZE_LIMIT:
            raise ApiGarbage("longer than the limit")
    return body
