"""Getting a small public document over HTTP, trusting the far end as little as possible."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlencode

from client.faults import TargetFault
from client.request import Answer, requested
from identity.keyset import FetchFailed

TIME_LIMIT = 3.0  # seconds, all in all
SIZE_LIMIT = 256 * 1024  # bytes

_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def http_fetch(url: str) -> bytes:
    """A document: 200 only, no redirects, no content encoding, within the limits. Raises FetchFailed."""
    async with _asked("GET", url, _HEADERS) as answer:
        if answer.status != 200:
            raise FetchFailed(f"status {answer.status}; 200 is expected and redirects are not followed")
        return await _read(answer)


async def http_post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, bytes]:
    """A form, within the same limits: the status and the body, whatever the status is. Raises FetchFailed."""
    body = urlencode(form).encode("ascii")
    async with _asked("POST", url, {**_HEADERS, **_FORM, **headers}, body) as answer:
        return answer.status, await _read(answer)


@asynccontextmanager
async def _asked(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
) -> AsyncIterator[Answer]:
    try:
        async with asyncio.timeout(TIME_LIMIT), requested(method, url, headers, body) as answer:
            yield answer
    except TimeoutError:
        raise FetchFailed(f"no answer within {TIME_LIMIT:g} s") from None
    except TargetFault as fault:
        raise FetchFailed(f"{type(fault).__name__}: {str(fault)[:200]}") from None  # it may quote the body


async def _read(answer: Answer) -> bytes:
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise FetchFailed("the body is compressed, though identity was asked for")
    return await answer.whole(SIZE_LIMIT)
