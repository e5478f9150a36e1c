"""A real Chromium, and a real demo for it to look at."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.editing import STYLED, Preview, sign_in
from tests.browser.patching import Tab, patching_site
from tests.renderer.good import write
from tests.support.demo import Ready, running_demo
from tests.support.previewing import PreviewEdge, previewing
from tests.support.shared_demo import shared_demo
from tests.support.visit import complaints

# Chromium's own errands have no business in a test.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]

PATIENCE = 20_000  # ms for what happens at once, on a machine that is busy with other tests
expect.set_options(timeout=PATIENCE)

# The first is the same engine without the desktop around it, for half of the work.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium. Without one its tests are skipped, or with CI=true fail."""
    named = (os.environ.get("CHROMIUM"), *CHROMIUMS)
    found = next(filter(None, map(shutil.which, filter(None, named))), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("There is no Chromium, and with CI=true nothing is skipped: apt-get install chromium")
    if found is None:
        pytest.skip("There is no Chromium: apt-get install chromium")
    return found


@pytest.fixture(scope="package")  # its event loop must not outlive these tests: others run their own
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(driver: Playwright, chromium: str) -> Iterator[Browser]:
    with launched(driver, chromium) as browser:
        yield browser


@contextmanager
def launched(driver: Playwright, chromium: str, *options: str) -> Iterator[Browser]:
    """A browser, with further options, until the block ends."""
    browser = driver.chromium.launch(
        executable_path=chromium,
        args=[*QUIET, *options],
        chromium_sandbox=os.geteuid() != 0,
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # or it gives files no names but English ones
    )
    yield browser
    browser.close()


@pytest.fixture(autouse=True)
def _tidy(browser: Browser) -> Iterator[None]:
    """What a test opened is closed when it ends: a page that is left open goes on asking its server."""
    before = set(browser.contexts)
    yield
    for opened in set(browser.contexts) - before:
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that knows nothing yet: no cookies; it reads English."""
    with browser.new_context(locale="en-GB") as fresh:
        fresh.set_default_timeout(PATIENCE)
        yield fresh


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab in it. The test fails when a script throws, or a page's policy stops something or lets it in."""
    tab = context.new_page()
    found = complaints(tab)
    yield tab
    assert found == []


@pytest.fixture(scope="session")
def demo(chromium: str, pytestconfig: pytest.Config) -> Iterator[Ready]:
    """What the ready file of a running demo says. Other tests look at it at the same time."""
    if shared := shared_demo(pytestconfig):
        yield shared
    else:
        with running_demo() as ready:
            yield ready


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with patching_site() as url:
        yield url


@pytest.fixture
def tab(page: Page, site: str) -> Tab:
    """For pages that are shown and then patched."""
    return Tab(page, site)


@pytest.fixture(scope="session")
def issuer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("issuer")


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder with one package that has a page and a stylesheet of its own."""
    write(tmp_path, STYLED)
    return tmp_path


@pytest.fixture
def edge(packages: Path, issuer_folder: Path) -> Iterator[PreviewEdge]:
    with previewing(packages, issuer_folder) as started:
        yield started


@pytest.fixture
def preview(edge: PreviewEdge, context: BrowserContext, page: Page) -> Preview:
    """An author's open preview of it."""
    sign_in(context, edge)
    return Preview(page, edge)
