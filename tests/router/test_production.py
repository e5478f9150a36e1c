"""The page of a task: shown to whom the API lets, and drawn from the release it names."""

import re
from html.parser import HTMLParser

import httpx2
import pytest

from tests.mirror.origin import Origin
from tests.router.conftest import RunningEdge
from tests.router.nodes import SUBMITTED, plan_task, record, refusal
from tests.router.sample import FILES, release
from tests.router.targets import API_TASK, EXECUTION, NODE, TASK, WORKFLOW
from tests.support.neighbour import Neighbour, answer

pytestmark = pytest.mark.anyio


async def test_the_form_is_drawn_from_the_release(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)

    got = await http.get(TASK, headers=edge.browser())

    assert (got.status_code, got.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Sample approval" in got.text
    assert "style.css" not in got.text  # it is short, and in the page
    assert ".sample-0{" in got.text
    assert got.headers["cache-control"] == "private, no-store"
    assert got.headers["referrer-policy"] == "same-origin"


async def test_a_warm_page_makes_one_call_to_the_api(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)
    browser = edge.browser()
    await http.get(TASK, headers=browser)
    neighbour.received.clear()

    await http.get(TASK, headers=browser)

    (call,) = neighbour.received
    assert (call.method, call.target) == ("GET", f"{API_TASK}?workflow_uuid={WORKFLOW}")
    assert call.header("authorization") == "Bearer " + browser["Cookie"].partition("=")[2]
    assert call.header("accept-encoding") == "identity"
    assert call.all("cookie") == []


async def test_without_a_zone_in_the_token_the_form_goes_by_the_edges_clocks(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)

    usual = await http.get(TASK, headers=edge.browser())

    assert 'name="$manner" value="en UTC"' in usual.text


async def test_only_the_manifests_origins_may_frame_it(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)

    got = await http.get(TASK, headers=edge.browser())

    assert "; frame-ancestors https://portal.example.com" in got.headers["content-security-policy"]


async def test_every_script_and_style_carries_the_nonce(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)

    got = await http.get(TASK, headers=edge.browser())

    nonce = re.search(r"'nonce-([^']+)'", got.headers["content-security-policy"])
    assert nonce
    tags = _Tags(got.text)
    assert tags.nonces
    assert set(tags.nonces) == {nonce[1]}
    assert tags.inline == []


async def test_every_form_has_a_key_of_its_own(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)

    pages = [(await http.get(TASK, headers=edge.browser())).text for _ in range(3)]

    keys = [re.findall(r'name="\$key" value="([^"]+)"', page) for page in pages]
    assert len({key for (key,) in keys}) == 3


async def test_the_draft_is_what_the_form_starts_from(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest, draft={"note": "from yesterday"})

    got = await http.get(TASK, headers=edge.browser())

    assert "from yesterday" in got.text


async def test_the_registry_overrides_texts(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest, config={"texts": {"en": {"fields.note": "Our own label"}}})

    got = await http.get(TASK, headers=edge.browser())

    assert "Our own label" in got.text


@pytest.mark.parametrize(
    ("query", "accept_language", "title"),
    [
        ("", "de-AT, en;q=0.5", "Musterfreigabe"),
        ("", "fr", "Sample approval"),
        ("?locale=de", "en", "Musterfreigabe"),
        ("?locale=xx", "de", "Musterfreigabe"),
        ("?locale=../en", "en", "Sample approval"),
    ],
)
async def test_the_locale_is_chosen_or_negotiated(
    edge: RunningEdge,
    http: httpx2.AsyncClient,
    neighbour: Neighbour,
    digest: str,
    query: str,
    accept_language: str,
    title: str,
) -> None:
    plan_task(neighbour, digest)

    got = await http.get(TASK + query, headers=edge.browser() | {"Accept-Language": accept_language})

    assert title in got.text


async def test_a_chosen_locale_stays_when_the_form_is_sent(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)

    got = await http.get(f"{TASK}?locale=de", headers=edge.browser())

    assert f'action="{TASK}?locale=de&amp;turn=1"' in got.text


async def test_a_submitted_task_shows_that_it_is_done(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest, status="submitted", submitted_at=SUBMITTED)

    got = await http.get(TASK, headers=edge.browser())

    assert got.status_code == 200
    assert "Thank you" in got.text
    assert "<form" not in got.text


@pytest.mark.parametrize(("status", "title"), [("expired", "has ended"), ("cancelled", "was cancelled")])
async def test_a_closed_task_says_why(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str, status: str, title: str
) -> None:
    plan_task(neighbour, digest, status=status)

    got = await http.get(TASK, headers=edge.browser())

    assert title in got.text


async def test_a_release_published_after_the_start_is_found(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, origin: Origin
) -> None:
    texts = FILES["locales/en.json"].replace(b"Sample approval", b"Newer approval")
    newer = release(origin, FILES | {"locales/en.json": texts})
    plan_task(neighbour, newer)

    got = await http.get(TASK, headers=edge.browser())

    assert "Newer approval" in got.text


async def test_unknown_foreign_and_unauthorised_look_the_same(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    headers = edge.browser() | {"X-Request-Id": "same"}
    neighbour.on("GET", API_TASK, refusal(404, "node-not-found"))
    unknown = await http.get(TASK, headers=headers)
    neighbour.on("GET", API_TASK, refusal(403, "not-assigned"))
    foreign = await http.get(TASK, headers=headers)
    malformed = await http.get(f"/i/not-a-uuid/{NODE}/{EXECUTION}", headers=headers)

    assert {got.status_code for got in (unknown, foreign, malformed)} == {404}
    nonces = r"nonce-[^']*|nonce=\"[^\"]*\""
    assert len({re.sub(nonces, "", got.text) for got in (unknown, foreign, malformed)}) == 1
    assert unknown.headers.keys() == foreign.headers.keys() == malformed.headers.keys()


@pytest.mark.parametrize(
    "credentials",
    [
        {},
        {"Cookie": "interfaces_token="},
        {"Cookie": "interfaces_token=a.b.c"},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic YTpi"},
    ],
)
async def test_without_a_valid_token_nothing_is_asked(
    http: httpx2.AsyncClient, neighbour: Neighbour, digest: str, credentials: dict[str, str]
) -> None:
    plan_task(neighbour, digest)

    got = await http.get(TASK, headers=credentials)

    assert (got.status_code, got.headers["www-authenticate"]) == (401, "Bearer")
    assert neighbour.received == []


async def test_a_token_that_the_api_does_not_take_any_more_is_401(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    neighbour.on("GET", API_TASK, refusal(401, "token"))

    assert (await http.get(TASK, headers=edge.browser())).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'{"release": null}',
        b'{"release": {"digest": 7}}',
        b"\xff\xfe",
    ],
)
async def test_an_answer_that_is_no_node_record_is_502(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, body: bytes
) -> None:
    neighbour.on("GET", API_TASK, answer(200, body))

    assert (await http.get(TASK, headers=edge.bearer())).status_code == 502


@pytest.mark.parametrize(
    "changes", [{"context": []}, {"config": None}, {"status": "lost"}, {"submitted_at": "yesterday"}]
)
async def test_a_record_with_a_member_of_the_wrong_kind_is_502(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str, changes: dict[str, object]
) -> None:
    neighbour.on("GET", API_TASK, answer(200, record(digest, **changes)))

    got = await http.get(TASK, headers=edge.bearer())

    assert (got.status_code, got.json()["type"]) == (502, "/problems/api-garbage")


async def test_a_release_that_the_repository_does_not_hold_is_503(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, "0" * 40)

    got = await http.get(TASK, headers=edge.bearer())

    assert (got.status_code, got.json()["type"]) == (503, "/problems/release-missing")


class _Tags(HTMLParser):
    """The nonces of scripts and styles, and whatever a nonce policy would refuse."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.nonces: list[str | None] = []
        self.inline: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style"):
            self.nonces.append(given.get("nonce"))
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
