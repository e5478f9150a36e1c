"""An API that is away, slow or talks nonsense: a clear answer in time, and nothing typed is lost."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2
import pytest

from tests.router.conftest import RunningEdge, StartEdge
from tests.router.nodes import plan_task, refusal
from tests.router.targets import API_SUBMIT, API_TASK, SUBMIT, TASK
from tests.router.test_submitting import FILLED, KEY, values
from tests.support.neighbour import Neighbour, answer, hang
from tests.support.raw import playing

pytestmark = pytest.mark.anyio


def refuse(connection: socket.socket) -> None:
    """Closes at once."""


def reset(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def say(answer: bytes) -> Callable[[socket.socket], None]:
    def play(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer)

    return play


FAULTS: list[tuple[str, Callable[[socket.socket], None], int]] = [
    ("closes at once", refuse, 502),
    ("resets the connection", reset, 502),
    ("speaks something else", say(b"SSH-2.0-OpenSSH_9.2\r\n"), 502),
    ("breaks off in its headers", say(b"HTTP/1.1 200 OK\r\nContent-Le"), 502),
    ("breaks off in its body", say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), 502),
    ("breaks off in a chunk", say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"), 502),
    ("sends a chunk that is none", say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), 502),
    ("sends a page", say(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"), 502),
    ("sends nothing", say(b"HTTP/1.1 204 No Content\r\n\r\n"), 502),
    (
        "redirects",
        say(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
        502,
    ),
    ("has a fault", say(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"), 503),
    ("is overloaded", say(b"HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n"), 503),
    ("sends without end", say(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000_000), 502),
]


@dataclass
class Odd:
    """An API: what it plays on each connection."""

    url: str = ""
    play: Callable[[socket.socket], None] = refuse


@pytest.fixture(scope="module")
def odd() -> Iterator[Odd]:
    odd = Odd()
    with playing(lambda connection: odd.play(connection)) as odd.url:
        yield odd


@pytest.fixture(scope="module")
def asking(start_edges: StartEdge, odd: Odd) -> RunningEdge:
    """The edge of that API."""
    return start_edges(api_url=odd.url)


@pytest.mark.parametrize(("play", "status"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
async def test_the_page_and_what_was_typed(
    odd: Odd, asking: RunningEdge, play: Callable[[socket.socket], None], status: int
) -> None:
    odd.play, edge = play, asking
    async with httpx2.AsyncClient(base_url=edge.url, timeout=20) as http:
        page = await http.get(TASK, headers=edge.browser())
        posted = await http.post(TASK, data=FILLED, headers=edge.browser())
        program = await http.post(SUBMIT, content=b'{"response_data": {}}', headers=edge.bearer() | _JSON)

    assert (page.status_code, posted.status_code) == (status, status)
    assert "<h1>" in page.text
    shown = values(posted.text)
    assert (shown["note"], shown["$key"]) == (FILLED["note"], KEY)
    assert program.status_code in (502, 503)
    assert program.headers["content-type"] == "application/problem+json"


async def test_nobody_listens(start_edge: StartEdge) -> None:
    edge = start_edge(api_url="http://127.0.0.1:1")

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        page = await http.get(TASK, headers=edge.browser())
        proxied = await http.get("/interfaces", headers=edge.bearer())

    assert page.status_code == 502
    assert (proxied.status_code, proxied.json()["type"]) == (502, "/problems/api-unreachable")


async def test_an_api_that_hangs_is_given_up_in_time(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    neighbour.on("GET", API_TASK, hang)
    began = time.monotonic()

    got = await http.get(TASK, headers=edge.browser())

    assert got.status_code == 504
    assert time.monotonic() - began < 15


async def test_a_form_seen_before_comes_back_as_a_form(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)
    await http.get(TASK, headers=edge.browser())
    neighbour.on("GET", API_TASK, answer(503, {}))

    got = await http.post(TASK, data=FILLED, headers=edge.browser())

    assert got.status_code == 503
    assert "Sample approval" in got.text
    assert "could not be sent just now" in got.text
    assert values(got.text)["note"] == FILLED["note"]
    assert values(got.text)["$key"] == KEY


async def test_what_one_person_saw_is_not_shown_to_another(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest, context={"customer": "secret customer"})
    await http.get(TASK, headers=edge.browser("member"))
    neighbour.on("GET", API_TASK, answer(503, {}))

    got = await http.post(TASK, data=FILLED, headers=edge.browser("author"))

    assert "Sample approval" not in got.text
    assert values(got.text)["note"] == FILLED["note"]


async def test_an_api_that_fails_at_the_submission_keeps_the_form(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest, refusal(503, "busy"))

    got = await http.post(TASK, data=FILLED, headers=edge.browser())

    assert (got.status_code, values(got.text)["note"]) == (503, FILLED["note"])


async def test_a_submission_whose_connection_breaks_is_tried_again_with_the_same_key(
    start_edge: StartEdge,
) -> None:
    seen: list[bytes] = []

    def break_once(connection: socket.socket) -> None:
        seen.append(connection.recv(65536))
        if len(seen) > 1:
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
            )

    with playing(break_once) as url:
        edge = start_edge(api_url=url, git_url="unused")
        async with httpx2.AsyncClient(base_url=edge.url) as http:
            headers = edge.bearer() | _JSON | {"Idempotency-Key": "once"}
            got = await http.post(SUBMIT, content=b'{"response_data": {}}', headers=headers)

    assert got.status_code == 200
    assert len(seen) == 2
    assert all(f"PATCH {API_SUBMIT} ".encode() in request for request in seen)
    assert all(b"Idempotency-Key: once\r\n" in request for request in seen)


async def test_a_truncated_answer_is_not_passed_off_as_whole(start_edge: StartEdge) -> None:
    cut = say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
    with playing(cut) as url:
        edge = start_edge(api_url=url)
        async with httpx2.AsyncClient(base_url=edge.url) as http:
            with pytest.raises(httpx2.RemoteProtocolError):
                await http.get("/anything")


async def test_a_proxied_request_is_never_repeated(start_edge: StartEdge) -> None:
    seen: list[bytes] = []

    def record(connection: socket.socket) -> None:
        seen.append(connection.recv(65536))

    with playing(record) as url:
        edge = start_edge(api_url=url)
        async with httpx2.AsyncClient(base_url=edge.url) as http:
            got = await http.post("/workflow-executions", content=b"{}", headers=_JSON)

    assert got.status_code == 502
    assert len([request for request in seen if request.startswith(b"POST /workflow")]) == 1


_JSON = {"Content-Type": "application/json"}
