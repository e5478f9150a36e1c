"""`/edge/status`: how an edge is, for authors alone."""

import httpx2
import pytest

from tests.router.conftest import RunningEdge, StartEdge
from tests.support.neighbour import Neighbour, answer

pytestmark = pytest.mark.anyio


async def test_an_author_learns_everything_about_the_edge(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    neighbour.on("GET", "/readyz", answer(200, {}))

    got = await http.get("/edge/status", headers=edge.bearer("author"))

    told = got.json()
    assert got.headers["cache-control"] == "private, no-store"
    assert told["role"] == "router"
    assert told["rules"][-1] == {
        "priority": None,
        "name": "default",
        "if": "everything else",
        "then": "forward to api",
    }
    groups = {group["name"]: group for group in told["groups"]}
    assert groups.keys() == {"production", "preview", "api"}
    assert groups["production"]["healthy"] == 1
    assert groups["api"]["targets"][0]["address"] == edge.settings.api_url.partition("://")[2]
    assert set(told["previews"]) == {"tabs", "packages", "faulty", "sync"}
    assert isinstance(told["releases"], int)


async def test_an_api_that_cannot_serve_is_no_healthy_target(
    start_edge: StartEdge, api_url: str, neighbour: Neighbour
) -> None:
    edge = start_edge(api_url=api_url)
    neighbour.on("GET", "/readyz", answer(503, {}))

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        told = (await http.get("/edge/status", headers=edge.bearer("author"))).json()

    assert told["faults"].keys() >= {"api"}
    assert [group["healthy"] for group in told["groups"] if group["name"] == "api"] == [0]


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("member", 404)])
async def test_others_learn_nothing(
    edge: RunningEdge, http: httpx2.AsyncClient, role: str | None, status: int
) -> None:
    headers = edge.bearer("member") if role else {}

    got = await http.get("/edge/status", headers=headers)

    assert got.status_code == status
    assert "role" not in got.json()
