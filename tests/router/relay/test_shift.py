"""Traffic moves to another group by itself, and back when that group fails."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from deploy.faults import Refused
from deploy.shifting import operator as operating
from deploy.shifting import shift, take_back, wish
from tests.router.conftest import RunningEdge, StartEdge
from tests.router.relay.group import TOKEN, operator, routed
from tests.router.relay.test_targets import saying
from tests.support.raw import playing

BAD = b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"


def one_in_five_fails(connection: socket.socket) -> None:
    count = 0
    while connection.recv(65536):
        count += 1
        connection.sendall(BAD if count % 5 == 0 else b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


@contextmanager
def visitors(edge: RunningEdge) -> Iterator[None]:
    """Somebody asks again and again until the block ends."""
    enough = threading.Event()

    def ask() -> None:
        with httpx2.Client(base_url=edge.url) as http:
            while not enough.is_set():
                http.get("/x")

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield
    finally:
        enough.set()
        asking.join()


def two_groups(start_edge: StartEdge, folder: Path, blue: str, green: str) -> RunningEdge:
    return routed(start_edge, folder, blue, more=f'[group.green]\ntargets = ["{green}"]')


def test_a_healthy_group_gets_all_of_it(start_edge: StartEdge, tmp_path: Path) -> None:
    told: list[str] = []
    with playing(saying(1)) as blue, playing(saying(2)) as green:
        edge = two_groups(start_edge, tmp_path, blue, green)
        with visitors(edge), operating([edge.url], TOKEN) as routers:
            reached = shift(routers, wish("blue", "green", "50%", "0.5s", "5xx>1%"), told.append)
        after = {httpx2.get(f"{edge.url}/x").headers["x-who"] for _ in range(20)}
        with operating([edge.url], TOKEN) as routers:
            take_back(routers, "blue", told.append)
        again = {httpx2.get(f"{edge.url}/x").headers["x-who"] for _ in range(20)}

    assert reached
    assert told[0] == "blue -> green: 50 %, shifting"
    assert told[-3] == "blue -> green: 100 %, done"
    assert (after, again) == ({"2"}, {"1"})
    assert told[-1] == "blue -> green: 0 %, taken back: somebody asked for it"


def test_one_with_a_fifth_of_errors_is_rolled_back(start_edge: StartEdge, tmp_path: Path) -> None:
    told: list[str] = []
    with playing(saying(1)) as blue, playing(one_in_five_fails) as green:
        edge = two_groups(start_edge, tmp_path, blue, green)
        with visitors(edge), operating([edge.url], TOKEN) as routers:
            reached = shift(routers, wish("blue", "green", "20%", "30s", "5xx>1%"), told.append)
        after = {httpx2.get(f"{edge.url}/x").headers["x-who"] for _ in range(20)}

    assert not reached
    assert told[-1].startswith("blue -> green: 0 %, rolled back: ")
    assert "answers at 20 % were 5xx" in told[-1]
    assert after == {"1"}


def test_when_one_router_takes_it_back_all_do(start_edge: StartEdge, tmp_path: Path) -> None:
    told: list[str] = []
    with playing(saying(1)) as blue, playing(one_in_five_fails) as green:
        edges = []
        for name in "ab":
            (tmp_path / name).mkdir()
            edges.append(two_groups(start_edge, tmp_path / name, blue, green))
        urls = [edge.url for edge in edges]
        with visitors(edges[0]), operating(urls, TOKEN) as routers:
            reached = shift(routers, wish("blue", "green", "50%", "600s", "5xx>1%"), told.append)
        shares = [httpx2.get(f"{url}/-/shifts/blue", headers=operator()).json()["share"] for url in urls]

    assert not reached
    assert shares == [0, 0]
    assert told[-1].startswith("blue -> green: 0 %, taken back")
    assert [line for line in told if line.startswith(f"{urls[0]}  blue -> green: 0 %, rolled back")]


def test_it_begins_at_all_routers_or_at_none(start_edge: StartEdge, tmp_path: Path) -> None:
    edge = two_groups(start_edge, tmp_path, "http://127.0.0.1:1", "http://127.0.0.1:2")
    wished = wish("blue", "green", "50%", "600s", "5xx>1%")
    with operating([edge.url, "http://127.0.0.1:9"], TOKEN) as routers, pytest.raises(Refused):
        shift(routers, wished, print)

    assert httpx2.get(f"{edge.url}/-/shifts/blue", headers=operator()).json()["state"] == "taken back"
    with operating([edge.url], TOKEN) as routers, pytest.raises(Refused, match="Nothing of green"):
        take_back(routers, "green", print)


WRONG = [
    {"group": "blue", "to": "blue"},
    {"group": "blue", "to": "none"},
    {"group": "none", "to": "blue"},
    {"group": "blue", "to": "production"},
    {"group": "blue", "to": "green", "by": 0},
    {"group": "blue", "to": "green", "abort_on": "4xx>1%"},
    {"group": "blue"},
]


def test_what_cannot_be_done_is_refused(start_edge: StartEdge, tmp_path: Path) -> None:
    edge = two_groups(start_edge, tmp_path, "http://127.0.0.1:1", "http://127.0.0.1:2")
    with httpx2.Client(base_url=edge.url, headers=operator()) as http:
        refused = [http.post("/-/shifts", json=each).status_code for each in WRONG]

    assert refused == [400] * len(WRONG)


@pytest.mark.parametrize(("by", "every", "to"), [("10", "30s", "b"), ("10%", "30", "b"), ("10%", "30s", "")])
def test_what_cannot_be_read_is_told(by: str, every: str, to: str) -> None:
    with pytest.raises(Refused):
        wish("a", to, by, every, "5xx>1%")
