"""Deliveries to a real edge that shows a branch of a real git origin."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
from anyio.to_thread import run_sync

from tests.preview.events import reading
from tests.preview.waiting import eventually
from tests.renderer.good import FOLDER
from tests.support.previewing import PreviewEdge, preview_path, previewing
from tests.support.pushing import SECRET, Pusher, deliver, payload, pusher, signed, titled
from tests.support.raw import exchange

PROGRAM = {"Accept": "*/*"}  # as GitHub asks

pytestmark = pytest.mark.anyio

PREVIEW = preview_path(FOLDER)
EVENTS = f"{PREVIEW}/events?fixture=default&locale=en"
HOOK = "/webhooks/github"
SELDOM = 3_600


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Pusher:
    return pusher(tmp_path_factory.mktemp("origin") / "origin.git")


@pytest.fixture(scope="module")
def edge(
    origin: Pusher, tmp_path_factory: pytest.TempPathFactory, issuer_folder: Path
) -> Iterator[PreviewEdge]:
    """One for all: each test pushes what it looks for."""
    with previewing(
        None,
        issuer_folder,
        git_url=origin.origin.url,
        mirror_dir=tmp_path_factory.mktemp("mirror") / "mirror.git",
        webhook_secret=SECRET,
        poll_seconds=SELDOM,
    ) as started:
        yield started


@pytest.fixture
async def http(edge: PreviewEdge) -> AsyncIterator[httpx2.AsyncClient]:
    """An author's browser, once the branch is shown."""
    async with httpx2.AsyncClient(base_url=edge.url, headers=edge.browser(), timeout=20) as client:
        await eventually(lambda: client.get("/readyz"), lambda answer: answer.status_code == 200)
        yield client


async def pushed(http: httpx2.AsyncClient, commit: str) -> None:
    """Tells of a push and waits until it is shown."""
    body = payload(commit)
    await http.post(HOOK, content=body, headers=signed(body))
    await eventually(lambda: http.get(PREVIEW), lambda page: page.headers.get("x-preview-commit") == commit)


async def test_a_push_reaches_the_open_preview(http: httpx2.AsyncClient, origin: Pusher) -> None:
    async with reading(http, EVENTS) as events:
        await events.next()
        body = payload(commit := origin.push_title("Holidays"))
        answer = await http.post(HOOK, content=body, headers=signed(body))
        told = await events.next()
        while told.name != "patch":
            told = await events.next()

    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    assert "Holidays" in told.data["html"]
    assert told.data["sync"]["commit"] == commit
    assert told.data["sync"]["error"] == ""


async def test_a_push_that_changes_nothing_of_a_package_tells_the_new_commit_alone(
    http: httpx2.AsyncClient, origin: Pusher
) -> None:
    await pushed(http, origin.push_title("The same"))
    async with reading(http, EVENTS) as events:
        shown = (await events.next()).id
        commit = origin.push_title("The same")
        body = payload(commit)
        await http.post(HOOK, content=body, headers=signed(body))
        told = await events.next()
        while told.data["sync"]["commit"] != commit:
            told = await events.next()

    assert (told.name, told.id) == ("sync", shown)


async def test_every_answer_about_a_preview_says_what_is_shown(
    http: httpx2.AsyncClient, origin: Pusher
) -> None:
    commit = origin.push_title("Told everywhere")
    await pushed(http, commit)
    page = await http.get(PREVIEW)
    verdict = await http.post(
        PREVIEW, data={"days": "5", "action": "approve"}, headers={"Accept": "application/json"}
    )

    assert f"dev at {commit[:10]}, synced" in page.text
    for answer in (page, verdict):
        assert answer.status_code == 200, answer.text
        assert answer.headers["x-preview-branch"] == "dev"
        assert answer.headers["x-preview-commit"] == commit
        assert answer.headers["x-preview-synced-at"].endswith("Z")
        assert "x-preview-sync-error" not in answer.headers


async def test_a_preview_that_cannot_follow_says_so_everywhere(
    http: httpx2.AsyncClient, origin: Pusher
) -> None:
    await pushed(http, origin.push_title("Shown before"))
    hidden = origin.origin.folder.rename(origin.origin.folder.with_name("hidden.git"))
    async with reading(http, EVENTS) as events:
        await events.next()
        body = payload("1" * 40)
        await http.post(HOOK, content=body, headers=signed(body))
        told = await events.next()
        while not told.data["sync"]["error"]:
            told = await events.next()
    page = await http.get(PREVIEW)
    hidden.rename(origin.origin.folder)
    await pushed(http, origin.push_title("Back"))

    assert told.name == "sync"
    assert "It may be stale" in told.data["sync"]["text"]
    assert "It may be stale" in page.text
    assert "data-stale" in page.text
    assert "Shown before" in page.text
    assert page.headers["x-preview-sync-error"]


async def test_a_push_that_breaks_one_package_shows_its_faults(
    http: httpx2.AsyncClient, origin: Pusher
) -> None:
    async with reading(http, EVENTS) as events:
        await events.next()
        body = payload(origin.push({FOLDER: titled("x") | {"ui.json": "{"}}))
        await http.post(HOOK, content=body, headers=signed(body))
        told = await events.next()
        while told.name != "fault":
            told = await events.next()

    assert "ui.json:1" in told.data["html"]
    assert (await http.get(PREVIEW)).status_code == 200


async def test_a_ping_is_answered(http: httpx2.AsyncClient) -> None:
    body = b'{"zen": "Speak like a human."}'
    answer = await http.post(HOOK, content=body, headers=signed(body, event="ping"))

    assert (answer.status_code, answer.json()["status"]) == (200, "pong")


@pytest.mark.parametrize(
    ("body", "event", "why"),
    [
        (payload("1" * 40, "main"), "push", "branch dev"),
        (payload("1" * 40, ref="refs/tags/v1"), "push", "branch dev"),
        (b"{}", "issues", "Only pushes"),
        (b"", "workflow_run", "Only pushes"),
    ],
)
async def test_what_is_of_no_use_is_ignored_and_says_why(
    http: httpx2.AsyncClient, body: bytes, event: str, why: str
) -> None:
    answer = await http.post(HOOK, content=body, headers=signed(body, event=event))

    assert (answer.status_code, answer.json()["status"]) == (202, "ignored")
    assert why in answer.json()["detail"]


async def test_a_signed_body_that_is_no_push_is_told(http: httpx2.AsyncClient) -> None:
    answer = await http.post(HOOK, content=b"payload=%7B%7D", headers=signed(b"payload=%7B%7D") | PROGRAM)

    assert answer.status_code == 400
    assert "application/json" in answer.text


@pytest.mark.parametrize("changed", ["body", "secret", "missing", "twice", "old"])
async def test_what_is_not_signed_with_the_secret_is_refused(
    http: httpx2.AsyncClient, origin: Pusher, changed: str
) -> None:
    body = payload(origin.push_title("Forged"))
    right = signed(body)
    name = "X-Hub-Signature-256"
    headers = {
        "body": list(signed(body + b" ").items()),
        "secret": list(signed(body, "guessed").items()),
        "missing": [("X-GitHub-Event", "push")],
        "twice": [*right.items(), (name, right[name])],
        "old": [("X-Hub-Signature", right[name]), ("X-GitHub-Event", "push")],
    }[changed]
    answer = await http.post(HOOK, content=body, headers=[*headers, ("Accept", "application/json")])

    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/signature"
    assert "Forged" not in (await http.get(PREVIEW)).text


async def test_an_unsigned_delivery_is_refused_before_its_body_is_read(edge: PreviewEdge) -> None:
    host = edge.url.removeprefix("http://")
    head = f"POST {HOOK} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000\r\n\r\n{{"

    answer = await run_sync(exchange, edge.url, head.encode())

    assert answer.status == 401


async def test_a_body_above_the_limit_is_refused(http: httpx2.AsyncClient) -> None:
    body = b" " * (4 * 1024 * 1024 + 1)
    answer = await http.post(HOOK, content=body, headers=signed(body))

    assert answer.status_code == 413


def test_without_a_secret_nothing_is_taken(origin: Pusher, tmp_path: Path, issuer_folder: Path) -> None:
    mirror = tmp_path / "mirror.git"
    with previewing(None, issuer_folder, git_url=origin.origin.url, mirror_dir=mirror) as edge:
        body = payload("1" * 40)

        assert deliver(edge.url, body).status_code == 404
        assert deliver(edge.url, body, signed(body, "")).status_code == 404


def test_a_preview_of_a_folder_takes_no_pushes(packages: Path, issuer_folder: Path) -> None:
    with previewing(packages, issuer_folder, webhook_secret=SECRET) as edge:
        answer = deliver(edge.url, payload("1" * 40))

    assert (answer.status_code, answer.json()["status"]) == (202, "ignored")
    assert "folder" in answer.json()["detail"]


@pytest.mark.timeout(90)
async def test_a_flood_of_deliveries_causes_few_fetches(
    edge: PreviewEdge, http: httpx2.AsyncClient, origin: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert edge.previews.follower
    repository = edge.previews.follower.branch._repository
    fetches: list[None] = []
    fetch = repository.fetch

    def counted() -> None:
        fetches.append(None)
        fetch()

    monkeypatch.setattr(repository, "fetch", counted)
    commits = [origin.push_title(f"Title {number}") for number in range(20)]
    replayed = payload(commits[3])
    bodies = [replayed] * 1_000 + [payload(commits[number % 20], number=number) for number in range(500)]
    bodies.sort(key=hash)  # in any order
    statuses = []
    for start in range(0, len(bodies), 100):
        answers = [
            http.post(HOOK, content=body, headers=signed(body)) for body in bodies[start : start + 100]
        ]
        statuses += [answer.status_code for answer in await asyncio.gather(*answers)]
    page = await eventually(lambda: http.get(PREVIEW), lambda page: "Title 19" in page.text)

    assert statuses == [202] * 1_500
    assert page.headers["x-preview-commit"] == commits[-1]
    assert 1 <= len(fetches) <= 3
