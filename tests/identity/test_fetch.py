"""The key set over real HTTP: what is taken, and every fault that is told within the time limit."""

import asyncio
import gzip
import socket
import time
from collections.abc import AsyncIterator

import pytest

from identity.fetch import SIZE_LIMIT, TIME_LIMIT, http_fetch
from identity.keyset import Fetch, FetchFailed, KeySet
from identity.refusal import KeySetUnavailable
from tests.identity.far_end import FarEnd, far_end
from tests.identity.signing import Signer, key_set

pytestmark = pytest.mark.anyio


@pytest.fixture
async def end(signer: Signer) -> AsyncIterator[FarEnd]:
    async with far_end() as end:
        end.body = key_set(signer.jwk())
        yield end


@pytest.fixture
def fetch() -> Fetch:
    return http_fetch


async def test_a_key_set_is_fetched_and_nothing_of_us_is_told(end: FarEnd, fetch: Fetch) -> None:
    assert await fetch(end.url) == end.body
    [request] = end.requests
    assert request.startswith(b"GET /.well-known/jwks.json HTTP/1.1\r\n")
    assert b"accept-encoding: identity" in request.lower()
    assert b"cookie" not in request.lower()
    assert b"authorization" not in request.lower()


async def test_cookies_of_the_far_end_are_not_kept(end: FarEnd, fetch: Fetch) -> None:
    end.headers = {"Set-Cookie": "a=b"}
    named = end.url.replace("127.0.0.1", "localhost")  # cookies of bare addresses are dropped anyway
    await fetch(named)
    await fetch(named)
    assert b"cookie" not in end.requests[1].lower()


async def test_a_document_at_the_size_limit_is_taken(end: FarEnd, fetch: Fetch) -> None:
    end.body = b"x" * SIZE_LIMIT
    assert len(await fetch(end.url)) == SIZE_LIMIT


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "unannounced"])
async def test_a_huge_document_is_cut_off(announced: bool, end: FarEnd, fetch: Fetch) -> None:
    end.body = b"x" * (SIZE_LIMIT + 1)
    end.headers = {"Content-Length": "200000000"} if announced else {}
    with pytest.raises(FetchFailed, match="262144"):
        await fetch(end.url)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
async def test_redirects_are_not_followed(status: str, end: FarEnd, fetch: Fetch) -> None:
    end.status, end.headers = status, {"Location": end.url + "/elsewhere"}
    with pytest.raises(FetchFailed, match="redirects"):
        await fetch(end.url)
    assert len(end.requests) == 1


@pytest.mark.parametrize("status", ["204 No Content", "206 Partial", "404 Not Found", "500 Oops", "503 Down"])
async def test_other_statuses_are_faults(status: str, end: FarEnd, fetch: Fetch) -> None:
    end.status, end.body = status, b""
    with pytest.raises(FetchFailed, match=status[:3]):
        await fetch(end.url)


async def test_a_compressed_body_is_refused_unopened(end: FarEnd, fetch: Fetch) -> None:
    end.body, end.headers = gzip.compress(end.body), {"Content-Encoding": "gzip"}
    with pytest.raises(FetchFailed, match="compressed"):
        await fetch(end.url)


async def test_a_truncated_body_is_a_fault(end: FarEnd, fetch: Fetch) -> None:
    end.headers = {"Content-Length": str(len(end.body) + 10)}
    with pytest.raises(FetchFailed):
        await fetch(end.url)


async def test_an_answer_that_is_not_http_is_a_fault(end: FarEnd, fetch: Fetch) -> None:
    end.status = "\x00\x01garbage"
    with pytest.raises(FetchFailed):
        await fetch(end.url)


async def test_nobody_listening_is_a_fault(fetch: Fetch) -> None:
    with socket.socket() as taken:  # bound, but it does not listen
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(FetchFailed):
            await fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/")


@pytest.mark.parametrize(("pause", "pieces"), [(30.0, 1), (0.2, 100)], ids=["silent", "dripping"])
async def test_a_slow_answer_ends_at_three_seconds(
    pause: float, pieces: int, end: FarEnd, fetch: Fetch
) -> None:
    end.pause, end.pieces = pause, pieces
    started = time.monotonic()
    with pytest.raises(FetchFailed, match="3 s"):
        await fetch(end.url)
    assert time.monotonic() - started < TIME_LIMIT + 1


@pytest.mark.parametrize(
    "fault", ["gone", "error", "redirect", "huge", "empty", "garbage", "no keys", "gzip"]
)
async def test_known_keys_serve_through_every_fault_and_a_cold_start_tells(
    fault: str, end: FarEnd, fetch: Fetch
) -> None:
    clock = Clock()
    warm, cold = KeySet(end.url, fetch, clock), KeySet(end.url, fetch, clock)
    await warm.keys("pool-key-1")
    spoil(end, fault)
    clock.now += 3600
    assert set(await warm.keys("pool-key-1")) == {"pool-key-1"}
    with pytest.raises(KeySetUnavailable):
        await cold.keys("pool-key-1")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def spoil(end: FarEnd, fault: str) -> None:
    match fault:
        case "gone":
            end.status = "410 Gone"
        case "error":
            end.status = "500 Oops"
        case "redirect":
            end.status, end.headers = "302 Found", {"Location": "/elsewhere"}
        case "huge":
            end.body += b" " * SIZE_LIMIT
        case "empty":
            end.body = b""
        case "garbage":
            end.body = b"\x00\xff<html>"
        case "no keys":
            end.body = b'{"keys": []}'
        case "gzip":
            end.body, end.headers = gzip.compress(end.body), {"Content-Encoding": "gzip"}
        case _:
            raise AssertionError(fault)


async def test_ten_thousand_unknown_kids_make_one_request(end: FarEnd, fetch: Fetch) -> None:
    keyset = KeySet(end.url, fetch)
    await asyncio.gather(*(keyset.keys(f"made-up-{number}") for number in range(10_000)))
    await asyncio.gather(*(keyset.keys(f"made-up-{number}") for number in range(10_000)))
    assert len(end.requests) == 1
