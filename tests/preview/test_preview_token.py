"""A pass to one preview, for a page of another site: who gets one, and what it opens."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from identity.preview_tokens import AGE, PreviewTokens
from router.registry import workspace_uuid
from tests.renderer.good import write
from tests.support.previewing import PreviewEdge, previewing

pytestmark = pytest.mark.anyio

HOST = "https://app.example.com"
OTHER = "/44444444-4444-4444-8444-444444444444"


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory, issuer_folder: Path) -> Iterator[PreviewEdge]:
    packages = tmp_path_factory.mktemp("packages")
    write(packages)
    with previewing(packages, issuer_folder, preview_origins=HOST) as started:
        yield started


@pytest.fixture
def preview(edge: PreviewEdge) -> str:
    (folder,) = [path.name for path in edge.packages.iterdir()]
    return f"/{workspace_uuid(f'@webapp/{folder}')}"


@pytest.fixture
def stranger(edge: PreviewEdge) -> Iterator[httpx2.Client]:
    """Without any cookie, as inside a cross-site frame."""
    with httpx2.Client(base_url=edge.url, timeout=20) as client:
        yield client


def with_token(token: str) -> dict[str, str]:
    return {"X-Interfaces-Preview": token, "Accept": "text/html", "Sec-Fetch-Dest": "empty"}


def minted(stranger: httpx2.Client, edge: PreviewEdge, preview: str) -> str:
    return str(stranger.post(f"{preview}/token", headers=edge.bearer()).json()["token"])


def test_an_author_gets_a_token_that_opens_this_preview(
    stranger: httpx2.Client, edge: PreviewEdge, preview: str
) -> None:
    access = edge.bearer()
    answer = stranger.post(f"{preview}/token", headers=access)
    token = answer.json()["token"]

    shown = stranger.get(preview, headers=with_token(token))
    tried = stranger.post(preview, headers=with_token(token), data={"days": "3"})

    assert (answer.status_code, answer.json()["expires_in"]) == (200, AGE)
    assert answer.headers["cache-control"] == "private, no-store"
    assert (shown.status_code, "<form" in shown.text) == (200, True)
    assert tried.status_code in (200, 422)
    assert not [part for part in access["Authorization"].removeprefix("Bearer ").split(".") if part in token]


@pytest.mark.parametrize("path", [OTHER, "/", "/interfaces", "/i/x/y/z"])
def test_it_opens_nothing_else(stranger: httpx2.Client, edge: PreviewEdge, preview: str, path: str) -> None:
    answer = stranger.get(path, headers=with_token(minted(stranger, edge, preview)))

    assert answer.status_code == 401 or "Signed in" not in answer.text


def test_members_and_strangers_get_none(stranger: httpx2.Client, edge: PreviewEdge, preview: str) -> None:
    token = minted(stranger, edge, preview)

    assert stranger.post(f"{preview}/token").status_code == 401
    assert stranger.post(f"{preview}/token", headers=edge.bearer("member")).status_code == 404
    assert stranger.post(f"{preview}/token", headers=with_token(token)).status_code == 401
    assert stranger.post(f"{preview}/token", headers={**edge.browser(), "Origin": HOST}).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "gAAAAA", "a.b.c"])
def test_what_is_no_token_is_refused_though_a_good_cookie_is_there(
    stranger: httpx2.Client, edge: PreviewEdge, preview: str, token: str
) -> None:
    headers = {**edge.browser(), "X-Interfaces-Preview": token}

    assert stranger.get(preview, headers=headers).status_code == 401


def test_an_old_one_is_refused(stranger: httpx2.Client, edge: PreviewEdge, preview: str) -> None:
    access, now = edge.issuer.mint("author"), time.time()

    def answer_to(age: float) -> int:
        tokens = PreviewTokens([edge.issuer.secret], lambda: now - age)
        return stranger.get(preview, headers=with_token(tokens.mint(preview[1:], access))).status_code

    assert [answer_to(AGE - 120), answer_to(AGE + 10)] == [200, 401]


def test_only_a_frame_of_a_known_site_waits_for_one(
    stranger: httpx2.Client, edge: PreviewEdge, preview: str
) -> None:
    page = {"Accept": "text/html"}
    framed = stranger.get(preview, headers={**page, "Sec-Fetch-Dest": "iframe"})
    opened = stranger.get(preview, headers={**page, "Sec-Fetch-Dest": "document"})

    assert (framed.status_code, opened.status_code) == (200, 401)
    assert f"frame-ancestors {HOST}" in framed.headers["content-security-policy"]
    assert f'data-origins="{HOST}"' in framed.text


@pytest.mark.parametrize(
    ("origin", "allowed"), [(HOST, True), ("https://evil.example", False), ("null", False)]
)
def test_pages_of_known_sites_may_ask_for_one(
    stranger: httpx2.Client, edge: PreviewEdge, preview: str, origin: str, allowed: bool
) -> None:
    asked = stranger.options(f"{preview}/token", headers={"Origin": origin})
    answer = stranger.post(f"{preview}/token", headers={**edge.bearer(), "Origin": origin})

    for each in (asked, answer):
        assert (each.headers.get("access-control-allow-origin") == origin) is allowed
    assert "access-control-allow-credentials" not in answer.headers
