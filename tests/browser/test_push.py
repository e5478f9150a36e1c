"""From a push to a git origin to the preview that is open in a real Chromium."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.editing import PREVIEW, sign_in
from tests.renderer.good import FILES, FOLDER
from tests.support.previewing import PreviewEdge, previewing
from tests.support.pushing import SECRET, Pusher, deliver, payload, pusher
from tests.support.serving import wait_until


@pytest.fixture
def origin(tmp_path: Path) -> Pusher:
    return pusher(tmp_path / "origin.git")


def following(origin: Pusher, issuer_folder: Path, poll: float) -> Iterator[PreviewEdge]:
    with previewing(
        None,
        issuer_folder,
        git_url=origin.origin.url,
        mirror_dir=origin.origin.folder.with_name("mirror.git"),
        webhook_secret=SECRET,
        poll_seconds=poll,
    ) as edge:
        wait_until(lambda: httpx2.get(f"{edge.url}/readyz", trust_env=False).is_success)
        yield edge


@pytest.fixture
def told_edge(origin: Pusher, issuer_folder: Path) -> Iterator[PreviewEdge]:
    """It learns of pushes by deliveries alone."""
    yield from following(origin, issuer_folder, poll=3_600)


@pytest.fixture
def polling_edge(origin: Pusher, issuer_folder: Path) -> Iterator[PreviewEdge]:
    """It looks often, and gets no delivery."""
    yield from following(origin, issuer_folder, poll=0.2)


def open_preview(edge: PreviewEdge, context: BrowserContext, page: Page) -> None:
    sign_in(context, edge)
    with page.expect_response("**/events?**"):
        page.goto(edge.url + PREVIEW)
    page.locator("#f-days").fill("7")


def test_a_push_shows_in_the_open_preview_and_keeps_what_was_typed(
    told_edge: PreviewEdge, origin: Pusher, context: BrowserContext, page: Page
) -> None:
    open_preview(told_edge, context, page)

    commit = origin.push_title("Holidays")
    assert deliver(told_edge.url, payload(commit)).status_code == 202

    expect(page.locator("h1")).to_have_text("Holidays")
    expect(page.locator("[data-sync]")).to_contain_text(f"dev at {commit[:10]}, synced")
    expect(page.locator("#f-days")).to_have_value("7")


def test_a_lost_delivery_is_healed_by_the_next_look(
    polling_edge: PreviewEdge, origin: Pusher, context: BrowserContext, page: Page
) -> None:
    open_preview(polling_edge, context, page)

    commit = origin.push_title("Holidays")

    expect(page.locator("h1")).to_have_text("Holidays")
    expect(page.locator("[data-sync]")).to_contain_text(commit[:10])


def test_a_push_that_breaks_the_package_lays_its_faults_over_the_page(
    told_edge: PreviewEdge, origin: Pusher, context: BrowserContext, page: Page
) -> None:
    open_preview(told_edge, context, page)

    broken = origin.push({FOLDER: FILES | {"ui.json": '{\n "order": ['}})
    deliver(told_edge.url, payload(broken))
    expect(page.get_by_role("alert")).to_contain_text("ui.json:2")
    expect(page.locator("[data-sync]")).to_contain_text(broken[:10])
    expect(page.locator("#f-days")).to_have_value("7")

    deliver(told_edge.url, payload(origin.push_title("Mended")))
    expect(page.locator("h1")).to_have_text("Mended")


def test_a_remote_that_is_away_is_told_on_the_page(
    polling_edge: PreviewEdge, origin: Pusher, context: BrowserContext, page: Page
) -> None:
    open_preview(polling_edge, context, page)

    hidden = origin.origin.folder.rename(origin.origin.folder.with_name("hidden.git"))
    expect(page.locator("[data-sync][data-stale]")).to_contain_text("It may be stale")

    hidden.rename(origin.origin.folder)
    expect(page.locator("[data-sync]:not([data-stale])")).to_contain_text("synced")
