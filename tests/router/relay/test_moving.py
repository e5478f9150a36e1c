"""A request whose target is silent goes to another one, where nothing can be lost or done twice by it."""

import socket
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from router.targets.sticky import mark
from tests.router.conftest import StartEdge
from tests.router.relay.group import operator, routed
from tests.support.neighbour import Neighbour
from tests.support.raw import playing
from tests.support.serving import wait_until

SOON = 1.0  # until another target is asked
LATER = 60.0  # never, in a test
KEY = {"Idempotency-Key": "k1"}
BEGUN = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha"


@dataclass
class Silent:
    """Reads each request and says nothing, but: hangs up on `/drop`, and begins an answer to `/half`."""

    url: str = ""
    asked: list[bytes] = field(default_factory=list)
    ends: threading.Event = field(default_factory=threading.Event)

    def play(self, connection: socket.socket) -> None:
        request = connection.recv(65536)
        self.asked.append(request.split(b" HTTP/1.1")[0])
        if b" /drop " in request:
            return
        if b" /half " in request:
            connection.sendall(BEGUN)
            self.ends.wait(60)
            connection.sendall(b"lf")
        connection.recv(1)


@pytest.fixture
def silent() -> Iterator[Silent]:
    target = Silent()
    with playing(target.play) as target.url:
        yield target
    target.ends.set()


def edge_url(start: StartEdge, folder: Path, urls: list[str], first_byte: float, failures: int) -> str:
    timeouts = f"{{ first_byte = {first_byte}, idle = 60 }}"
    forward = f'forward = {{ groups = [{{ group = "blue" }}], timeouts = {timeouts} }}'
    more = f"sticky_seconds = 60\neject_seconds = 600\nfailures = {failures}"
    return routed(start, folder, *urls, more=more, forward=forward).url


def caller_of(edge: str, silent: Silent) -> httpx2.Client:
    """One that stays with the silent target."""
    at = silent.url.removeprefix("http://")
    return httpx2.Client(base_url=edge, headers={"Cookie": f"interfaces_target={mark(at)}"}, timeout=60)


def ejected(edge: str) -> int:
    groups = httpx2.get(f"{edge}/-/groups", headers=operator()).json()["groups"]
    return sum(target["state"] == "ejected" for group in groups for target in group["targets"])


def test_a_late_first_byte_is_had_from_another_target(
    start_edge: StartEdge, tmp_path: Path, api_url: str, neighbour: Neighbour, silent: Silent
) -> None:
    edge = edge_url(start_edge, tmp_path, [silent.url, api_url], SOON, failures=1000)
    kinds: list[tuple[str, Mapping[str, str]]] = [("GET", {}), ("POST", KEY), ("POST", {})]
    with caller_of(edge, silent) as http, ThreadPoolExecutor() as at_once:

        def ask(kind: tuple[str, Mapping[str, str]]) -> int:
            return http.request(kind[0], "/x", headers=kind[1], content=b"body").status_code

        assert list(at_once.map(ask, kinds)) == [200, 200, 504]

    assert sorted(silent.asked) == [b"GET /x", b"POST /x", b"POST /x"]
    assert sorted(each.method for each in neighbour.received) == ["GET", "POST"]
    assert {each.body for each in neighbour.received} == {b"body"}


def test_who_waits_for_a_target_that_is_put_out_is_taken_elsewhere(
    start_edge: StartEdge, tmp_path: Path, api_url: str, neighbour: Neighbour, silent: Silent
) -> None:
    edge = edge_url(start_edge, tmp_path, [silent.url, api_url], LATER, failures=1)
    with caller_of(edge, silent) as http, ThreadPoolExecutor() as at_once:
        waiting = [at_once.submit(http.get, f"/{name}") for name in "abc"]
        wait_until(lambda: len(silent.asked) == 3)
        assert http.post("/drop").status_code == 502
        answers = [each.result(30).status_code for each in waiting]
        assert ejected(edge) == 1

    assert answers == [200] * 3
    assert sorted(each.target for each in neighbour.received) == ["/a", "/b", "/c"]


def test_an_answer_that_has_begun_stays_where_it_is(
    start_edge: StartEdge, tmp_path: Path, api_url: str, neighbour: Neighbour, silent: Silent
) -> None:
    edge = edge_url(start_edge, tmp_path, [silent.url, api_url], LATER, failures=1)
    with caller_of(edge, silent) as http, http.stream("GET", "/half") as begun:
        assert http.post("/drop").status_code == 502
        assert ejected(edge) == 1
        silent.ends.set()
        assert begun.read() == b"half"

    assert neighbour.received == []


def test_where_there_is_no_other_target_it_waits_on(
    start_edge: StartEdge, tmp_path: Path, silent: Silent
) -> None:
    """Nobody listens at the second, which is found out first."""
    edge = edge_url(start_edge, tmp_path, [silent.url, "http://127.0.0.1:1"], SOON, failures=1)
    wait_until(lambda: httpx2.post(f"{edge}/drop").status_code in (502, 504) and ejected(edge) == 2)
    with caller_of(edge, silent) as http:
        before = len(silent.asked)
        assert http.get("/x").status_code == 504

    assert len(silent.asked) == before + 1
