"""`/metrics` of the edge: for who knows the token, and with few series."""

from uuid import uuid4

import httpx2
import pytest

from tests.router.conftest import StartEdge
from tests.support.neighbour import Neighbour, answer
from tests.telemetry.test_metrics import key, read

pytestmark = pytest.mark.anyio

TOKEN = "m" * 32
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer " + "n" * 32}, {"Cookie": TOKEN}]
)
async def test_for_strangers_there_are_no_metrics(
    start_edge: StartEdge, api_url: str, headers: dict[str, str]
) -> None:
    edge = start_edge(api_url=api_url, metrics_token=TOKEN)

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        refused = await http.get("/metrics", headers=headers)
        elsewhere = await http.get("/i/nothing", headers=headers)

    assert refused.status_code == 404
    assert refused.json().keys() == elsewhere.json().keys()
    assert refused.json() | {"request_id": ""} == elsewhere.json() | {"request_id": ""}


async def test_without_a_token_nobody_gets_them_not_even_with_an_empty_one(
    start_edge: StartEdge, api_url: str, neighbour: Neighbour
) -> None:
    edge = start_edge(api_url=api_url)

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        for headers in ({}, {"Authorization": "Bearer"}, BEARER, edge.bearer("author")):
            assert (await http.get("/metrics", headers=headers)).status_code == 404
    assert "/metrics" not in {request.target for request in neighbour.received}, "nor is the API asked"


async def test_requests_are_counted_by_template_whatever_their_paths(
    start_edge: StartEdge, api_url: str, neighbour: Neighbour
) -> None:
    edge = start_edge(api_url=api_url, metrics_token=TOKEN)
    neighbour.on("GET", "/readyz", answer(200, {}))

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        for _ in range(5):
            await http.get(f"/i/{uuid4()}/{uuid4()}/{uuid4()}?q={uuid4()}")
            await http.request("PROPFIND", f"/{uuid4()}/{uuid4()}")
        got = await http.get("/metrics", headers=BEARER)

    found = read(got.content)
    assert got.headers["content-type"].startswith("text/plain; version=0.0.4")
    task = {"method": "GET", "route": "/i/{workflow}/{node}/{execution}", "status": "401"}
    other = {"method": "other", "route": "/{rest}", "status": "405"}
    assert found[key("interfaces_request_seconds_count", **task)] == 5
    assert found[key("interfaces_request_seconds_count", **other)] == 5
    assert found[key("interfaces_target_healthy_hosts", group="api")] == 1
    routes = {dict(labels).get("route", "") for _, labels in found}
    assert not [route for route in routes if "-" in route.replace("/-/", "")], "an id would be a series"
