"""Up, and able to serve; why not is for those who may know."""

import time

import httpx2
import pytest

from tests.mirror.origin import Origin
from tests.router.conftest import RunningEdge, StartEdge
from tests.router.sample import release
from tests.support.neighbour import Neighbour, answer

pytestmark = pytest.mark.anyio

DEAD = "http://127.0.0.1:1"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_alive_even_when_nothing_else_is(start_edge: StartEdge, method: str) -> None:
    edge = start_edge(api_url=DEAD, git_url="/nowhere")

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        got = await http.request(method, "/livez")

    assert (got.status_code, got.text) == (200, "ok\n" if method == "GET" else "")


@pytest.mark.parametrize("path", ["/readyz", "/healthz"])
async def test_ready_when_every_part_answers(
    edge: RunningEdge, http: httpx2.AsyncClient, origin: Origin, path: str
) -> None:
    release(origin)

    got = await http.get(path)

    assert (got.status_code, got.json()) == (200, {"status": "ok"})


async def test_each_part_that_cannot_be_used_is_named(start_edge: StartEdge) -> None:
    edge = start_edge(api_url=DEAD, git_url="/nowhere", dev_issuer=None, issuer="http://127.0.0.1:1/issuer")

    async with httpx2.AsyncClient(base_url=edge.url, timeout=20) as http:
        got = await http.get("/readyz")

    assert got.status_code == 503
    assert got.json()["faults"].keys() == {"keys", "api", "packages"}


async def test_an_api_that_is_not_ready_makes_us_unready(
    start_edge: StartEdge, api_url: str, neighbour: Neighbour
) -> None:
    edge = start_edge(api_url=api_url)
    neighbour.on("GET", "/readyz", answer(503, {}))

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        got = await http.get("/readyz")

    assert got.json()["faults"] == {"api": f"{api_url}/readyz says 503"}


async def test_a_stranger_learns_no_details(start_edge: StartEdge) -> None:
    edge = start_edge(api_url=DEAD)
    stranger = {"X-Forwarded-For": "203.0.113.9"}

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        told = await http.get("/readyz", headers=stranger)
        member = await http.get("/readyz", headers=stranger | edge.bearer())

    assert (told.status_code, told.json()) == (503, {"status": "unavailable"})
    assert member.json()["faults"].keys() == {"api"}


async def test_the_parts_are_asked_at_most_once_a_second(
    start_edge: StartEdge, api_url: str, neighbour: Neighbour
) -> None:
    edge = start_edge(api_url=api_url)
    began = time.monotonic()

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        for _ in range(50):
            await http.get("/readyz")

    asked = [request for request in neighbour.received if request.target == "/readyz"]
    assert 1 <= len(asked) <= 1 + (time.monotonic() - began)
