"""What is not the edge's goes to the API, unchanged where it may be."""

import asyncio
import hashlib

import anyio
import httpx2
import pytest
from starlette.types import Send

from tests.router.conftest import RunningEdge
from tests.support.neighbour import Neighbour, Received, answer, hang
from tests.support.raw import exchange
from tests.support.serving import wait_until

pytestmark = pytest.mark.anyio


async def test_method_path_query_and_body_arrive_as_they_were_sent(
    http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    await http.put("/things/a%20b/c;d=1?x=1&x=2&y=%2F..%2F", content=b"\x00\xff body")

    (received,) = neighbour.received
    assert received.method == "PUT"
    assert received.target == "/things/a%20b/c;d=1?x=1&x=2&y=%2F..%2F"
    assert received.body == b"\x00\xff body"


def test_nothing_is_added_but_who_asked(edge: RunningEdge, neighbour: Neighbour) -> None:
    request = b"POST /x HTTP/1.1\r\nHost: forms.example\r\nContent-Length: 2\r\nX-Request-Id: r1\r\n\r\n{}"

    exchange(edge.url, request)

    (received,) = neighbour.received
    assert sorted(received.headers) == [
        ("content-length", "2"),
        ("host", "forms.example"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-host", "forms.example"),
        ("x-forwarded-proto", "http"),
        ("x-request-id", "r1"),
    ]


async def test_status_headers_and_body_come_back_as_they_were_given(
    http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    headers = [("content-type", "text/odd"), ("set-cookie", "a=1"), ("set-cookie", "b=2"), ("x-own", "yes")]
    neighbour.on("GET", "/odd", answer(418, b"short and stout", headers))

    got = await http.get("/odd")

    assert (got.status_code, got.content) == (418, b"short and stout")
    assert got.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert (got.headers["content-type"], got.headers["x-own"]) == ("text/odd", "yes")


async def test_redirects_are_handed_on_and_not_followed(
    http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    neighbour.on("GET", "/old", answer(307, b"", [("location", "http://elsewhere.example/new")]))

    got = await http.get("/old")

    assert (got.status_code, got.headers["location"]) == (307, "http://elsewhere.example/new")
    assert [request.target for request in neighbour.received] == ["/old"]


async def test_head_has_the_length_and_no_body(http: httpx2.AsyncClient, neighbour: Neighbour) -> None:
    neighbour.on("HEAD", "/long", answer(200, b"x" * 1000, [("content-length", "1000")]))

    got = await http.head("/long")

    assert (got.headers["content-length"], got.content) == ("1000", b"")


@pytest.mark.parametrize("status", [204, 304])
async def test_answers_without_a_body_stay_without(
    http: httpx2.AsyncClient, neighbour: Neighbour, status: int
) -> None:
    neighbour.on("GET", "/nothing", answer(status, None, [("etag", '"1"')]))

    first, second = await http.get("/nothing"), await http.get("/nothing")

    assert [first.status_code, second.status_code] == [status, status]
    assert (first.content, first.headers["etag"]) == (b"", '"1"')


async def test_compressed_bodies_pass_untouched(http: httpx2.AsyncClient, neighbour: Neighbour) -> None:
    packed = bytes.fromhex("1f8b08") + b"not really gzip"
    neighbour.on("GET", "/packed", answer(200, packed, [("content-encoding", "gzip")]))

    async with http.stream("GET", "/packed", headers={"Accept-Encoding": "gzip, br"}) as got:
        raw = b"".join([part async for part in got.aiter_raw()])

    assert raw == packed
    assert neighbour.received[0].all("accept-encoding") == ["gzip, br"]


async def test_a_large_upload_streams_and_arrives_whole(
    http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    async def parts() -> object:
        for number in range(64):
            yield bytes([number]) * 65536

    got = await http.post("/upload", content=parts())  # type: ignore[arg-type]

    expected = b"".join(bytes([number]) * 65536 for number in range(64))
    assert got.json()["size"] == len(expected)
    assert hashlib.sha256(neighbour.received[0].body).digest() == hashlib.sha256(expected).digest()


async def test_chunks_of_the_answer_are_not_held_back(http: httpx2.AsyncClient, neighbour: Neighbour) -> None:
    more = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def drip(_request: Received, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [_SSE]})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_wait(more), loop))
        await send({"type": "http.response.body", "body": b"data: 2\n\n"})

    neighbour.on("GET", "/drip", drip)

    with anyio.fail_after(10):
        async with http.stream("GET", "/drip") as got:
            chunks = got.aiter_raw()
            first = await anext(chunks)  # the second is only sent once this one is here
            more.set()
            second = await anext(chunks)

    assert (first, second) == (b"data: 1\n\n", b"data: 2\n\n")


async def test_when_the_caller_hangs_up_the_api_is_let_go(
    http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    neighbour.on("GET", "/forever", hang)

    with pytest.raises(httpx2.ReadTimeout):
        await http.get("/forever", timeout=0.3)

    wait_until(lambda: neighbour.gone == ["/forever"], 5)


async def test_when_the_caller_hangs_up_in_mid_answer_the_api_is_let_go(
    http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    async def begin(_request: Received, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [_SSE]})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        await asyncio.Event().wait()

    neighbour.on("GET", "/events", begin)

    async with http.stream("GET", "/events") as got:
        await anext(got.aiter_raw())

    wait_until(lambda: neighbour.gone == ["/events"], 5)


async def test_a_slow_reader_slows_the_api_down(edge: RunningEdge, neighbour: Neighbour) -> None:
    sent = 0

    async def pour(_request: Received, send: Send) -> None:
        nonlocal sent
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(1000):
            await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
            sent += 100_000
        await send({"type": "http.response.body", "body": b""})

    neighbour.on("GET", "/pour", pour)
    host, port = edge.url.removeprefix("http://").split(":")

    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(b"GET /pour HTTP/1.1\r\nHost: edge\r\n\r\n")
    await reader.readline()
    await _until_still(lambda: sent)
    writer.close()

    assert 0 < sent < 50_000_000, "the answer was buffered instead of held back"


@pytest.mark.parametrize(
    "target",
    ["//evil.example/x", "/%2f%2fevil.example", "/\\evil.example", "http://evil.example/x", "/@evil.example"],
)
def test_no_path_leaves_the_upstream(edge: RunningEdge, neighbour: Neighbour, target: str) -> None:
    status = exchange(edge.url, f"GET {target} HTTP/1.1\r\nHost: edge\r\n\r\n".encode()).status

    assert status in (200, 400)
    assert all(request.target.startswith("/") for request in neighbour.received)
    assert len(neighbour.received) == (status == 200)


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND"])
async def test_other_methods_do_not_reach_the_api(
    http: httpx2.AsyncClient, neighbour: Neighbour, method: str
) -> None:
    got = await http.request(method, "/things")

    assert got.status_code == 405
    assert neighbour.received == []


_SSE = (b"content-type", b"text/event-stream")


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


async def _until_still(value: "object") -> None:
    """Returns once the value has not changed for half a second."""
    assert callable(value)
    with anyio.fail_after(15):
        last = -1
        while last != value():
            last = value()
            await asyncio.sleep(0.5)
