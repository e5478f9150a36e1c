"""Errors are pages for browsers and problem JSON for programs, both with the request id."""

import json
import re

import httpx2
import pytest

from tests.router.conftest import RunningEdge, StartEdge
from tests.router.targets import TASK
from tests.support.neighbour import Neighbour
from tests.support.raw import exchange

pytestmark = pytest.mark.anyio

PAGE = {"Accept": "text/html"}


async def test_a_program_gets_problem_json(http: httpx2.AsyncClient) -> None:
    got = await http.get("/i/no/such/thing/at-all", headers={"X-Request-Id": "req-1.a_B"})

    assert (got.status_code, got.headers["content-type"]) == (404, "application/problem+json")
    assert got.json() == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": got.json()["detail"],
        "request_id": "req-1.a_B",
    }
    assert got.headers["x-request-id"] == "req-1.a_B"
    assert got.headers["cache-control"] == "private, no-store"


async def test_a_browser_gets_a_page_with_the_request_id_and_a_nonce_policy(http: httpx2.AsyncClient) -> None:
    got = await http.get("/i/no/such/thing/at-all", headers=PAGE)

    assert (got.status_code, got.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert got.headers["x-request-id"] in got.text
    nonce = re.search(r"script-src 'nonce-([\w-]{22})'", got.headers["content-security-policy"])
    assert nonce
    assert set(re.findall(r'nonce="([^"]*)"', got.text)) <= {nonce[1]}
    assert " style=" not in got.text


async def test_every_page_has_a_nonce_of_its_own(http: httpx2.AsyncClient) -> None:
    policies = {(await http.get("/i/x", headers=PAGE)).headers["content-security-policy"] for _ in range(5)}

    assert len(policies) == 5


@pytest.mark.parametrize("given", ["", "a" * 129, "a b", "a\tb", "ä", "a;b", "<script>"])
async def test_an_odd_request_id_is_replaced(edge: RunningEdge, given: str) -> None:
    request = f"GET /livez HTTP/1.1\r\nHost: edge\r\nX-Request-Id: {given}\r\n\r\n".encode()

    taken = exchange(edge.url, request).header("x-request-id")

    assert re.fullmatch(r"[0-9a-f]{32}", taken)


async def test_without_a_token_a_browser_is_led_to_the_sign_in_page(http: httpx2.AsyncClient) -> None:
    got = await http.get(f"{TASK}?locale=de&x=%2F", headers=PAGE)

    assert (got.status_code, got.headers["www-authenticate"]) == (401, "Bearer")
    link = re.search(r'href="(/signin\?next=[^"]*)"', got.text)
    assert link
    assert str(httpx2.URL(link[1]).params["next"]) == f"{TASK}?locale=de&x=%2F"


async def test_where_there_is_no_sign_in_page_none_is_linked(start_edge: StartEdge, api_url: str) -> None:
    production = start_edge(api_url=api_url, dev_issuer=None, issuer="https://issuer.example/pool")

    async with httpx2.AsyncClient(base_url=production.url) as http:
        got = await http.get(TASK, headers=PAGE)
        signin = await http.get("/signin")

    assert got.status_code == 401
    assert "/signin" not in got.text
    assert signin.json()["target"] == "/signin"  # the API's business, as everything that is not ours


async def test_a_wrong_method_is_told_the_right_ones(http: httpx2.AsyncClient) -> None:
    got = await http.put(TASK)

    assert (got.status_code, got.headers["allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /livez HTTP/1.1\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost:\r\n\r\n",
        b"GET /livez HTTP/1.0\r\n\r\n",
        b"GET /a/../livez HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET //livez HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /%6civez HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /li\xffvez HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /livez?\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET livez HTTP/1.1\r\nHost: a\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_cannot_be_read_in_one_way_is_400(
    edge: RunningEdge, neighbour: Neighbour, request_bytes: bytes
) -> None:
    assert exchange(edge.url, request_bytes).status == 400
    assert neighbour.received == []


def test_too_many_headers_are_431(edge: RunningEdge) -> None:
    fields = b"".join(b"X-%d: y\r\n" % number for number in range(100))

    answer = exchange(edge.url, b"GET /livez HTTP/1.1\r\nHost: a\r\n" + fields + b"\r\n")

    assert answer.status == 431
    assert json.loads(answer.body)["status"] == 431


async def test_our_name_and_versions_are_not_told(http: httpx2.AsyncClient) -> None:
    got = await http.get("/livez")

    assert "server" not in got.headers
