"""The development issuer's pages: who to be, and where to go then."""

import httpx2
import pytest

from identity.issuer import AUTHOR, MEMBER
from tests.router.conftest import RunningEdge

pytestmark = pytest.mark.anyio


async def test_the_page_offers_everybody(http: httpx2.AsyncClient) -> None:
    got = await http.get("/signin?next=/i/x")

    assert (got.status_code, got.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert AUTHOR.username in got.text
    assert MEMBER.username in got.text
    assert 'value="/i/x"' in got.text


async def test_signing_in_sets_a_cookie_that_is_accepted(edge: RunningEdge, http: httpx2.AsyncClient) -> None:
    entered = await http.post("/signin", data={"who": "author", "next": "/x?y=1"}, headers=edge.browser())

    assert (entered.status_code, entered.headers["location"]) == (303, "/x?y=1")
    cookie = entered.headers["set-cookie"]
    assert cookie.endswith("; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax")
    token = cookie.partition(";")[0]
    ready = await http.get("/", headers={"Cookie": token})
    assert AUTHOR.username in ready.text


async def test_signing_out_removes_it(edge: RunningEdge, http: httpx2.AsyncClient) -> None:
    left = await http.post("/signout", headers=edge.browser())

    assert left.status_code == 303
    assert left.headers["set-cookie"].startswith("interfaces_token=; Path=/; Max-Age=0;")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example", "/\n/evil.example", "/ /evil.example", " //evil.example", "evil.example", "",
        "/x\\y", "/x\r\nSet-Cookie: a=b", "/ä", "http:/evil.example", "?next=/x",
        "/\x00/evil.example",
    ],
)  # fmt: skip
async def test_nobody_is_sent_to_another_site(
    edge: RunningEdge, http: httpx2.AsyncClient, elsewhere: str
) -> None:
    entered = await http.post("/signin", data={"who": "member", "next": elsewhere}, headers=edge.browser())

    assert (entered.status_code, entered.headers["location"]) == (303, "/")


async def test_only_people_who_exist_can_sign_in(edge: RunningEdge, http: httpx2.AsyncClient) -> None:
    got = await http.post("/signin", data={"who": "root"}, headers=edge.browser())

    assert got.status_code == 400
    assert "set-cookie" not in got.headers


async def test_the_key_set_is_published(edge: RunningEdge, http: httpx2.AsyncClient) -> None:
    got = await http.get("/issuer/.well-known/jwks.json")

    assert got.content == edge.issuer.jwks()
