"""Requests to a group whose targets die, break, fill up and come back."""

import socket
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from tests.router.conftest import StartEdge
from tests.router.relay.group import operator, routed
from tests.support.neighbour import Neighbour
from tests.support.raw import playing
from tests.support.serving import wait_until

NOBODY = "http://127.0.0.1:1"
KEY = {"Idempotency-Key": "k1"}
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Who: %d\r\n\r\nok"


def drop(connection: socket.socket) -> None:
    """Reads the request and hangs up without a word."""
    connection.recv(65536)


def saying(number: int) -> Callable[[socket.socket], None]:
    """A target that answers every request with its number."""

    def play(connection: socket.socket) -> None:
        while connection.recv(65536):
            connection.sendall(OK % number)

    return play


def states(http: httpx2.Client) -> Counter[str]:
    (blue,) = [g for g in http.get("/-/groups", headers=operator()).json()["groups"] if g["name"] == "blue"]
    return Counter(target["state"] for target in blue["targets"])


def test_whoever_cannot_be_reached_is_passed_over_and_put_out(
    start_edge: StartEdge, tmp_path: Path, api_url: str, neighbour: Neighbour
) -> None:
    edge = routed(start_edge, tmp_path, NOBODY, api_url)
    with httpx2.Client(base_url=edge.url) as http:
        answers = [http.post("/x", content=b"body") for _ in range(30)]
        found = states(http)

    assert {each.status_code for each in answers} == {200}
    assert [each.body for each in neighbour.received] == [b"body"] * 30
    assert found == {"ejected": 1, "healthy": 1}


@pytest.mark.parametrize(
    ("method", "headers", "statuses"),
    [("GET", {}, {200}), ("POST", KEY, {200}), ("POST", {}, {200, 502})],
    ids=["reading is repeated", "a key allows it", "anything else is not"],
)
def test_a_request_that_was_lost(
    start_edge: StartEdge,
    tmp_path: Path,
    api_url: str,
    neighbour: Neighbour,
    method: str,
    headers: dict[str, str],
    statuses: set[int],
) -> None:
    with playing(drop) as broken:
        edge = routed(start_edge, tmp_path, broken, api_url, more="failures = 1000")
        with httpx2.Client(base_url=edge.url) as http:
            seen = {http.request(method, "/x", content=b"b", headers=headers).status_code for _ in range(40)}

    assert seen == statuses


def test_when_all_are_out_all_are_tried(start_edge: StartEdge, tmp_path: Path) -> None:
    edge = routed(start_edge, tmp_path, NOBODY)
    with httpx2.Client(base_url=edge.url) as http:
        answers = [http.get("/x").status_code for _ in range(5)]
        assert states(http) == {"ejected": 1}

    assert answers == [502] * 5


def test_a_full_group_lets_wait_and_then_says_when_to_come_back(
    start_edge: StartEdge, tmp_path: Path
) -> None:
    let_go, begun = threading.Event(), threading.Event()

    def slow(connection: socket.socket) -> None:
        connection.recv(65536)
        begun.set()
        let_go.wait(20)
        connection.sendall(OK % 1)

    with playing(slow) as url:
        edge = routed(start_edge, tmp_path, url, more="limit = 1\nqueue = 1\nqueue_seconds = 20")
        with httpx2.Client(base_url=edge.url, timeout=30) as http:
            got: list[int] = []
            asking = [threading.Thread(target=lambda: got.append(http.get("/x").status_code)) for _ in "ab"]
            asking[0].start()
            begun.wait(20)
            asking[1].start()
            wait_until(lambda: http.get("/-/groups", headers=operator()).json()["groups"][-1]["waiting"] == 1)
            refused = http.get("/x")
            let_go.set()
            for each in asking:
                each.join()

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert got == [200, 200]


def test_clients_stay_with_their_target(start_edge: StartEdge, tmp_path: Path) -> None:
    with playing(saying(1)) as one, playing(saying(2)) as two:
        edge = routed(start_edge, tmp_path, one, two, more="sticky_seconds = 60")
        with httpx2.Client(base_url=edge.url) as http:
            first = http.get("/x")
            again = [http.get("/x") for _ in range(20)]
        strangers = {httpx2.get(f"{edge.url}/x").headers["x-who"] for _ in range(40)}

    assert {each.headers["x-who"] for each in again} == {first.headers["x-who"]}
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "set-cookie" not in again[-1].headers
    assert strangers == {"1", "2"}


def test_checks_find_a_target_well_and_unwell(start_edge: StartEdge, tmp_path: Path) -> None:
    well = threading.Event()

    def play(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(OK % 1 if well.is_set() else b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n")

    check = "health_check = { interval = 0.05, timeout = 5, healthy = 2, unhealthy = 2 }"
    with playing(play) as url:
        edge = routed(start_edge, tmp_path, url, more=check)
        with httpx2.Client(base_url=edge.url) as http:
            wait_until(lambda: states(http) == {"unhealthy": 1})
            well.set()
            wait_until(lambda: states(http) == {"healthy": 1})
            well.clear()
            wait_until(lambda: states(http) == {"unhealthy": 1})


def test_the_calls_of_operators_need_the_token(start_edge: StartEdge, tmp_path: Path) -> None:
    edge = routed(start_edge, tmp_path, NOBODY)
    with httpx2.Client(base_url=edge.url) as http:
        calls = [
            ("GET", "/-/groups"),
            ("POST", "/-/shifts"),
            ("GET", "/-/shifts/x"),
            ("DELETE", "/-/shifts/x"),
        ]
        without = [http.request(*call).status_code for call in calls]
        wrong = [http.request(*call, headers={"Authorization": "Bearer x"}).status_code for call in calls]

    assert without == wrong == [404] * 4
