"""One JSON line a request, without secrets."""

import json
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.router.conftest import StartEdge
from tests.support.neighbour import Neighbour, answer
from tests.support.serving import wait_until

pytestmark = pytest.mark.anyio

CANARY = "canary-4711"


async def test_each_request_leaves_one_line(
    start_edge: StartEdge, api_url: str, neighbour: Neighbour, capfd: pytest.CaptureFixture[str]
) -> None:
    edge = start_edge(api_url=api_url)
    neighbour.on("GET", "/gone", answer(410, {}))

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        await http.get("/gone", headers={"X-Request-Id": "one"})
        await http.get("/i/nothing", headers={"X-Request-Id": "two"})
        await http.get("/livez", headers={"X-Request-Id": "three"})

    lines = {line["request_id"]: line for line in _requests(capfd, 2)}
    assert lines.keys() == {"one", "two"}
    assert lines["one"] | {"ms": 0, "time": ""} == {
        "event": "request",
        "level": "info",
        "time": "",
        "request_id": "one",
        "method": "GET",
        "path": "/gone",
        "status": 410,
        "ms": 0,
        "client": "127.0.0.1",
    }
    assert (lines["two"]["status"], lines["two"]["fault"]) == (404, "NotFound")


async def test_why_a_token_was_refused_is_for_the_log_alone(
    start_edge: StartEdge, api_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    edge = start_edge(api_url=api_url)
    task = f"/i/{uuid4()}/{uuid4()}/{uuid4()}"

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        got = await http.get(task, headers={"Authorization": "Bearer no.real.token"})

    assert got.status_code == 401
    assert "header" not in got.text
    assert [line["fault"] for line in _requests(capfd, 1)] == ["TokenRefused: header"]


async def test_secrets_do_not_reach_the_log(
    start_edge: StartEdge, api_url: str, neighbour: Neighbour, capfd: pytest.CaptureFixture[str]
) -> None:
    edge = start_edge(api_url=api_url)
    secret = {
        "Authorization": f"Bearer {CANARY}",
        "Cookie": f"interfaces_token={CANARY}",
        "X-Own": CANARY,
        "Referer": f"http://x/?{CANARY}",
    }

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        for path in (f"/x?token={CANARY}", f"/i/a?{CANARY}", f"/api/submit/x?{CANARY}"):
            await http.post(path, headers=secret, content=CANARY)
            await http.get(path, headers=secret)

    assert CANARY not in _told(capfd, 6)


async def test_secrets_reach_neither_metrics_nor_their_lines(
    start_edge: StartEdge, api_url: str, neighbour: Neighbour, capfd: pytest.CaptureFixture[str]
) -> None:
    """The metrics are told whole: of paths nothing but templates, of headers and queries nothing."""
    token = "m" * 32
    edge = start_edge(api_url=api_url, metrics_token=token, cloudwatch_seconds=0.05)
    secret = {"Authorization": f"Bearer {CANARY}", "X-Own": CANARY, "Cookie": f"interfaces_token={CANARY}"}

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        for path in (f"/{CANARY}?token={CANARY}", f"/i/{CANARY}/b/c", f"/i/-/{'a' * 40}/{CANARY}"):
            await http.get(path, headers=secret)
        text = (await http.get("/metrics", headers={"Authorization": f"Bearer {token}"})).text

    lines: list[str] = []

    def told() -> bool:
        lines.extend(line for line in capfd.readouterr().out.splitlines() if '"event":"metrics"' in line)
        return any(json.loads(line)["RequestCount"] for line in lines)

    wait_until(told)
    assert "interfaces_request_seconds_count" in text
    assert CANARY not in text
    assert CANARY not in "".join(lines)


async def test_the_request_id_reaches_the_api(
    start_edge: StartEdge, api_url: str, neighbour: Neighbour, capfd: pytest.CaptureFixture[str]
) -> None:
    edge = start_edge(api_url=api_url)

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        got = await http.get("/anything")

    request_id = got.headers["x-request-id"]
    assert neighbour.received[-1].header("x-request-id") == request_id
    assert request_id in {line["request_id"] for line in _requests(capfd, 1)}


async def test_the_trace_and_the_callers_address_reach_the_api_on_every_way(
    start_edge: StartEdge, api_url: str, neighbour: Neighbour, capfd: pytest.CaptureFixture[str]
) -> None:
    """By a call of our own and by the proxy; what is malformed goes nowhere of ours."""
    edge = start_edge(api_url=api_url)
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    task = f"/i/{uuid4()}/{uuid4()}/{uuid4()}"

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        for path in (task, "/interfaces"):
            await http.get(path, headers={**edge.bearer(), "traceparent": trace})
        await http.get(task, headers={**edge.bearer(), "traceparent": "00-nonsense"})

    called, proxied, without = neighbour.received
    for request in (called, proxied):
        assert request.header("traceparent") == trace
        assert request.header("x-forwarded-for") == "127.0.0.1"
    assert without.all("traceparent") == []
    traces = [line.get("trace_id") for line in _requests(capfd, 3)]
    assert traces == ["0af7651916cd43dd8448eb211c80319c"] * 2 + [None]


def _requests(capfd: pytest.CaptureFixture[str], count: int) -> list[dict[str, Any]]:
    """What the log says about so many requests."""
    return _about_requests(_told(capfd, count))


def _told(capfd: pytest.CaptureFixture[str], count: int) -> str:
    """All that was written, once it is about so many requests: a line follows after its answer."""
    told: list[str] = []

    def enough() -> bool:
        told.append(capfd.readouterr().out)
        return len(_about_requests("".join(told))) >= count

    wait_until(enough)
    return "".join(told) + capfd.readouterr().err


def _about_requests(told: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == "request"]
