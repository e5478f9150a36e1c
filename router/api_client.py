"""Calls to the API: small JSON both ways, read whole; files and events, as they come."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from client.faults import TargetFault
from client.request import Answer as Streamed
from client.request import Body, requested
from router.connection import Answer, ConnectionBroken, NotHttp
from router.connection_pool import CannotConnect, ConnectionPool, open_pool
from router.errors import ApiGarbage, ApiTimedOut, ApiUnavailable, ApiUnreachable
from telemetry.origin import origin

ApiAnswer = Answer
EVENTS = {"Accept": "text/event-stream"}

# Identity: a compressed answer could be a thousand times larger than the bytes we count.
_ALWAYS = "Accept: application/json\r\nAccept-Encoding: identity\r\nUser-Agent: interfaces-edge\r\n"
_JSON = "Content-Type: application/json\r\nContent-Length: "


class ApiClient:
    """Speaks to one API. `origin` is scheme, host and port."""

    def __init__(self, origin: str, pool: ConnectionPool) -> None:
        self._origin = origin
        self._pool = pool

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
        """One call. `path` is canonical and starts with a slash. Redirects are not followed; only reading is
        repeated, when a connection that was kept open turns out to be closed.

        Raises ApiUnreachable, ApiTimedOut, or ApiGarbage when the answer is none or too long.
        """
        told = {
            "Host": self._pool.authority,
            "X-Request-Id": request_id,
            **origin().headers,
            **(headers or {}),
        }
        if token:
            told["Authorization"] = f"Bearer {token}"
        request = request_bytes(method, path, told, body)
        try:
            return await self._pool.exchange(request, repeatable=method == "GET")
        except TimeoutError:
            raise ApiTimedOut(f"{self._origin} did not answer in time") from None
        except (CannotConnect, ConnectionBroken) as error:
            raise ApiUnreachable(f"{self._origin}: {type(error).__name__}: {error}") from None
        except NotHttp as error:
            raise ApiGarbage(str(error)) from None

    async def check(self) -> None:
        """Raises an ApiFault when the API cannot serve now."""
        answer = await self.call("GET", "/readyz", token="", request_id="readyz")
        if answer.status != 200:
            raise ApiUnavailable(f"{self._origin}/readyz says {answer.status}")

    @asynccontextmanager
    async def stream(
        self,
        path: str,
        *,
        token: str,
        request_id: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
    ) -> AsyncIterator[Streamed]:
        """An exchange that goes on for as long as both sides like, over a connection of its own, such as a
        file or server-sent events. Raises ApiUnreachable, also when it breaks, and whatever `body` raises."""
        told = {
            "Accept-Encoding": "identity",
            "User-Agent": "interfaces-edge",
            "X-Request-Id": request_id,
            "Authorization": f"Bearer {token}",
            **origin().headers,
            **(headers or {}),
        }
        try:
            async with requested(method, self._origin + path, told, body) as answer:
                yield answer
        except TargetFault as fault:
            raise ApiUnreachable(f"{self._origin}: {type(fault).__name__}") from None


@asynccontextmanager
async def open_api(origin: str) -> AsyncIterator[ApiClient]:
    """A client with a pool of connections of its own. Opens none before the first call."""
    async with open_pool(origin) as pool:
        yield ApiClient(origin, pool)


def request_bytes(method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    """A whole request. Raises ValueError for a header that would begin another line."""
    said = "".join([path, *headers, *headers.values()])
    if "\r" in said or "\n" in said:
        raise ValueError("A header must stay on its line.")
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    about = "" if body is None else f"{_JSON}{len(body)}\r\n"
    head = f"{method} {path} HTTP/1.1\r\n{_ALWAYS}{lines}{about}\r\n".encode("latin-1")
    return head + body if body else head
