"""A program hands a submission in as JSON; the API's answer is the answer."""

import httpx2
import pytest

from tests.router.conftest import RunningEdge
from tests.router.nodes import refusal
from tests.router.targets import API_SUBMIT, SUBMIT
from tests.support.neighbour import Neighbour, answer

pytestmark = pytest.mark.anyio

BODY = b'{"response_data": {"note": "a", "amount": 1.50}}'


def program(edge: RunningEdge, **headers: str) -> dict[str, str]:
    return edge.bearer() | {"Content-Type": "application/json"} | headers


async def test_the_body_goes_to_the_api_as_it_is(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    neighbour.on("PATCH", API_SUBMIT, answer(200, {"status": "submitted"}))
    headers = program(edge) | {"Idempotency-Key": "order-66/a"}

    got = await http.post(SUBMIT, content=BODY, headers=headers)

    assert (got.status_code, got.json()) == (200, {"status": "submitted"})
    (sent,) = neighbour.received
    assert sent.body == BODY
    assert sent.header("idempotency-key") == "order-66/a"
    assert sent.header("authorization") == headers["Authorization"]


async def test_without_a_key_each_submission_is_one_of_its_own(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    neighbour.on("PATCH", API_SUBMIT, answer(200, {}))

    for _ in range(3):
        await http.post(SUBMIT, content=BODY, headers=program(edge))

    assert len({request.header("idempotency-key") for request in neighbour.received}) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 409, 410, 413, 422])
async def test_the_apis_refusal_is_handed_on(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, status: int
) -> None:
    neighbour.on("PATCH", API_SUBMIT, refusal(status, "some-problem", errors=[{"pointer": "/a"}]))

    got = await http.post(SUBMIT, content=BODY, headers=program(edge))

    assert (got.status_code, got.headers["content-type"]) == (status, "application/problem+json")
    assert (got.json()["type"], got.json()["errors"]) == ("/problems/some-problem", [{"pointer": "/a"}])


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"7", b"{}", b'{"response_data": []}', b'{"response_data": NaN}',
        b'{"response_data": {}', b"\xff\xfe{}", b'{"other": {}}', b"[" * 5000, b'{"a":' * 5000,
    ],
)  # fmt: skip
async def test_a_body_that_is_none_is_400(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, body: bytes
) -> None:
    got = await http.post(SUBMIT, content=body, headers=program(edge))

    assert (got.status_code, got.headers["content-type"]) == (400, "application/problem+json")
    assert neighbour.received == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer a.b.c"}, 401),
        ({"Idempotency-Key": "x" * 256}, 400),
        ({"Idempotency-Key": ""}, 400),
    ],
)
async def test_a_request_that_is_not_right_is_refused_here(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, changes: dict[str, str], status: int
) -> None:
    got = await http.post(SUBMIT, content=BODY, headers=program(edge) | changes)

    assert got.status_code == status
    assert neighbour.received == []


async def test_a_body_above_the_limit_is_413(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    too_much = b'{"response_data": {"a": "' + b"x" * 1024 * 1024 + b'"}}'

    got = await http.post(SUBMIT, content=too_much, headers=program(edge))

    assert got.status_code == 413
    assert neighbour.received == []


@pytest.mark.parametrize("path", ["/api/submit/x/y", SUBMIT + "/", SUBMIT[:-1]])
async def test_malformed_ids_are_not_found(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, path: str
) -> None:
    got = await http.post(path, content=BODY, headers=program(edge))

    assert (got.status_code, neighbour.received) == (404, [])


async def test_the_answer_of_a_broken_api_is_not_handed_on(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    neighbour.on("PATCH", API_SUBMIT, answer(500, b"Traceback: secret", [("content-type", "text/plain")]))

    got = await http.post(SUBMIT, content=BODY, headers=program(edge))

    assert (got.status_code, got.json()["type"]) == (503, "/problems/api-unavailable")
    assert "secret" not in got.text
