"""Signing in by the authorization code flow, staying signed in, and signing out."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from identity.issuer import AUTHOR, MEMBER
from tests.router.conftest import RunningEdge, StartEdge
from tests.router.nodes import refusal
from tests.router.signing_in import PAGE, choose, go_to_issuer, query_of, sign_in
from tests.router.targets import API_TASK, TASK
from tests.support.neighbour import Neighbour

pytestmark = pytest.mark.anyio

BEGINNING = "eyJhbGciOi"  # of every token: {"alg":


@pytest.fixture
async def person(edge: RunningEdge, neighbour: Neighbour) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser that nobody signed in with yet."""
    async with httpx2.AsyncClient(base_url=edge.url, timeout=20) as client:
        yield client


async def test_the_page_offers_everybody(person: httpx2.AsyncClient) -> None:
    got = await person.get(await go_to_issuer(person))

    assert (got.status_code, got.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert AUTHOR.username in got.text
    assert MEMBER.username in got.text


async def test_signing_in_leads_back_to_the_page_with_a_session(person: httpx2.AsyncClient) -> None:
    entered = await sign_in(person, "author", "/x?y=1")

    assert (entered.status_code, entered.headers["location"]) == (303, "/x?y=1")
    session, refresh, attempt = entered.headers.get_list("set-cookie")
    assert session.startswith("interfaces_session=")
    assert session.endswith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax")
    assert refresh.endswith("; Path=/signin; Max-Age=2592000; HttpOnly; SameSite=Lax")
    assert "; Max-Age=0;" in attempt
    assert AUTHOR.username in (await person.get("/")).text


async def test_the_session_opens_a_task_and_the_api_gets_the_token_in_it(
    person: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    neighbour.on("GET", API_TASK, refusal(404, "not-found"))
    await sign_in(person, "member")
    neighbour.received.clear()

    await person.get(TASK, headers=PAGE)

    (seen,) = neighbour.received
    assert seen.header("authorization").startswith("Bearer ey")


async def test_a_session_says_nothing_to_those_who_carry_it(person: httpx2.AsyncClient) -> None:
    await sign_in(person, "member")

    for cookie in person.cookies.jar:
        assert MEMBER.username not in (cookie.value or "")
        assert BEGINNING not in (cookie.value or "")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "/ /evil.example",
        " //evil.example", "evil.example", "", "/x\\y", "/x\r\nSet-Cookie: a=b", "/ä",
        "http:/evil.example", "?next=/x", "/\x00/evil.example",
    ],
)  # fmt: skip
async def test_nobody_is_sent_to_another_site(person: httpx2.AsyncClient, elsewhere: str) -> None:
    entered = await sign_in(person, "member", elsewhere)

    assert entered.headers["location"] == "/"


async def test_only_people_who_exist_can_sign_in(edge: RunningEdge, person: httpx2.AsyncClient) -> None:
    url = await go_to_issuer(person)

    got = await person.post(url, data={"who": "root"}, headers={**PAGE, "Origin": edge.url})

    assert got.status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "https://evil.example/signin/callback"},
        {"redirect_uri": "http://127.0.0.1:1@evil.example/signin/callback"},
        {"redirect_uri": "http://127.0.0.1.evil.example/signin/callback"},
        {"redirect_uri": "http://127.0.0.1:1/signin/callback?x"},
        {"redirect_uri": "http://127.0.0.1:1/elsewhere"},
        {"redirect_uri": ""},
        {"client_id": "other"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"state": ""},
        {"nonce": ""},
    ],
)
async def test_a_wrong_wish_is_sent_nowhere(person: httpx2.AsyncClient, change: dict[str, str]) -> None:
    url = await go_to_issuer(person)

    got = await person.get("/issuer/authorize", params=query_of(url) | change)

    assert got.status_code == 400


async def test_a_code_of_another_browser_signs_nobody_in(
    edge: RunningEdge, person: httpx2.AsyncClient
) -> None:
    back = await choose(person, await go_to_issuer(person), "author")

    async with httpx2.AsyncClient(base_url=edge.url) as victim:
        got = await victim.get(back, headers=PAGE)
        own = await go_to_issuer(victim)
        mixed = await victim.get(
            "/signin/callback", params={**query_of(back), "state": query_of(own)["state"]}, headers=PAGE
        )

    for answered in (got, mixed):
        assert answered.status_code == 401
        assert "Signing in did not work" in answered.text
        assert "interfaces_session" not in answered.headers.get("set-cookie", "")


async def test_a_code_works_once(person: httpx2.AsyncClient) -> None:
    back = await choose(person, await go_to_issuer(person), "member")
    cookies = dict(person.cookies)
    await person.get(back, headers=PAGE)
    person.cookies.update(cookies)

    assert (await person.get(back, headers=PAGE)).status_code == 401


@pytest.mark.parametrize(
    "query", ["", "?error=access_denied&state=x", "?code=x", "?state=x", "?code=x&state=" + "s" * 43]
)
async def test_a_callback_that_nobody_asked_for_is_refused(person: httpx2.AsyncClient, query: str) -> None:
    got = await person.get(f"/signin/callback{query}", headers=PAGE)

    assert (got.status_code, "set-cookie" in got.headers) == (401, False)


async def test_two_tabs_may_sign_in_at_once(person: httpx2.AsyncClient) -> None:
    first, second = await go_to_issuer(person, "/a"), await go_to_issuer(person, "/b")

    for url, destination in ((second, "/b"), (first, "/a")):
        entered = await person.get(await choose(person, url, "member"), headers=PAGE)
        assert entered.headers["location"] == destination


async def test_a_session_is_renewed_without_a_page(person: httpx2.AsyncClient) -> None:
    await sign_in(person, "member")
    before = person.cookies["interfaces_session"]

    renewed = await person.get("/signin", params={"next": "/x"}, headers=PAGE)

    assert (renewed.status_code, renewed.headers["location"]) == (303, "/x")
    assert person.cookies["interfaces_session"] != before


async def test_a_page_of_an_expired_session_leads_to_its_renewal_but_never_in_a_frame(
    edge: RunningEdge, person: httpx2.AsyncClient
) -> None:
    old = {**PAGE, "Cookie": f"interfaces_token={edge.issuer.mint('member', ttl=-120)}"}

    got = await person.get(f"{TASK}?locale=de", headers=old)
    framed = await person.get(TASK, headers={**old, "Sec-Fetch-Dest": "iframe"})
    posted = await person.post(TASK, headers={**old, "Origin": edge.url}, data={"note": "x"})
    program = await person.get(TASK, headers={**old, "Accept": "application/json"})

    assert (got.status_code, got.headers["location"]) == (303, f"/signin?next={TASK}%3Flocale%3Dde")
    assert [each.status_code for each in (framed, posted, program)] == [401, 401, 401]


@pytest.mark.parametrize("cookie", ["gAAAAA", "a.b.c", "x" * 3000, ""])
async def test_a_session_that_is_not_ours_is_refused_and_nothing_else_is_tried(
    edge: RunningEdge, person: httpx2.AsyncClient, cookie: str
) -> None:
    headers = {"Cookie": f"interfaces_session={cookie}; interfaces_token={edge.issuer.mint('member')}"}

    assert (await person.get(TASK, headers=headers)).status_code == 401


async def test_signing_out_ends_the_session_and_leads_on_to_the_issuer(
    edge: RunningEdge, person: httpx2.AsyncClient
) -> None:
    await sign_in(person, "member")
    own = {**PAGE, "Origin": edge.url}

    asked = await person.post("/signout", headers=own)
    left = await person.post(asked.headers["location"], headers=own)
    page = await person.get(left.headers["location"], headers=PAGE)
    at_issuer = await person.get(page.headers["refresh"].partition("url=")[2])
    again = await person.get("/signin", headers=PAGE)

    assert (asked.status_code, asked.headers["location"]) == (307, "/signin/out")
    assert dict(person.cookies).keys() == {name for name in person.cookies if "signin_" in name}
    assert page.status_code == 200
    assert at_issuer.headers["location"] == "/signin/out"
    assert again.headers["location"].startswith("/issuer/authorize?")


async def test_the_key_set_is_published(edge: RunningEdge, http: httpx2.AsyncClient) -> None:
    got = await http.get("/issuer/.well-known/jwks.json")

    assert got.content == edge.issuer.jwks()


KEYS = ("A" * 43 + "=", "B" * 43 + "=")


async def test_people_sign_in_at_a_provider_over_http(
    edge: RunningEdge, start_edge: StartEdge, api_url: str
) -> None:
    """The provider is another process's development issuer: discovery, token endpoint and keys by HTTP."""
    client: dict[str, object] = {
        "api_url": api_url,
        "dev_issuer": None,
        "issuer": edge.settings.issuer,
        "sign_in_client": "interfaces-dev",
        "public_url": "http://127.0.0.1:9",
        "session_keys": KEYS[0],
    }
    old = start_edge(**client)
    rotated = start_edge(**client | {"session_keys": f"{KEYS[1]},{KEYS[0]}"})
    other = start_edge(**client | {"session_keys": KEYS[1]})

    async with httpx2.AsyncClient(base_url=old.url, timeout=20) as person:
        url = await go_to_issuer(person, "/x")
        back = await choose(person, url, "member")
        assert back.startswith("http://127.0.0.1:9/signin/callback?")
        entered = await person.get(back.removeprefix("http://127.0.0.1:9"), headers=PAGE)
        cookie = {"Cookie": f"interfaces_session={person.cookies['interfaces_session']}"}

    assert url.startswith(f"{edge.settings.issuer}/authorize?")
    assert entered.headers["location"] == "/x"
    async with httpx2.AsyncClient(timeout=20) as http:
        statuses = [(await http.get(f"{at.url}/readyz", headers=cookie)).status_code for at in (old, rotated)]
        refused = await http.get(f"{other.url}{TASK}", headers=cookie)
        known = await http.get(f"{rotated.url}{TASK}", headers=cookie)
    assert statuses == [200, 200]
    assert refused.status_code == 401
    assert known.status_code != 401
