"""Getting a small public document over HTTP, trusting the far end as little as possible."""

from collections.abc import Mapping

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar

from identity.keyset import Fetch, FetchFailed
from identity.oidc import Post

TIME_LIMIT = 3.0  # seconds, all in all
SIZE_LIMIT = 256 * 1024  # bytes

_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}


def open_session() -> ClientSession:
    """A session that neither unpacks bodies nor keeps cookies; close it when done."""
    timeout = ClientTimeout(total=TIME_LIMIT)
    return ClientSession(timeout=timeout, auto_decompress=False, cookie_jar=DummyCookieJar())


def http_fetch(session: ClientSession) -> Fetch:
    """A fetch over HTTP: 200 only, no redirects, no content encoding, within the limits."""

    async def fetch(url: str) -> bytes:
        try:
            return await _get(session, url)
        except TimeoutError:
            raise FetchFailed(f"no answer within {TIME_LIMIT:g} s") from None
        except ClientError as fault:
            raise FetchFailed(
                f"{type(fault).__name__}: {str(fault)[:200]}"
            ) from None  # it may quote the body

    return fetch


def http_post(session: ClientSession) -> Post:
    """A form over HTTP, within the same limits: the status and the body, whatever the status is."""

    async def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, bytes]:
        try:
            sent = session.post(url, data=form, headers={**_HEADERS, **headers}, allow_redirects=False)
            async with sent as response:
                return response.status, await _read(response)
        except TimeoutError:
            raise FetchFailed(f"no answer within {TIME_LIMIT:g} s") from None
        except ClientError as fault:
            raise FetchFailed(type(fault).__name__) from None

    return post


async def _get(session: ClientSession, url: str) -> bytes:
    async with session.get(url, headers=_HEADERS, allow_redirects=False) as response:
        if response.status != 200:
            raise FetchFailed(f"status {response.status}; 200 is expected and redirects are not followed")
        return await _read(response)


async def _read(response: ClientResponse) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise FetchFailed("the body is compressed, though identity was asked for")
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > SIZE_LIMIT:
            raise FetchFailed(f"longer than {SIZE_LIMIT} bytes")
    return bytes(body)
