"""A real Chromium, and a real demo for it to look at."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.demo import Ready, running_demo

# Chromium's own errands have no business in a test.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium. Without one its tests are skipped, or with CI=true fail."""
    named = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, filter(None, named))), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("There is no Chromium, and with CI=true nothing is skipped: apt-get install chromium")
    if found is None:
        pytest.skip("There is no Chromium: apt-get install chromium")
    return found


@pytest.fixture(scope="module")  # its event loop must not outlive the module: other tests run their own
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=QUIET, chromium_sandbox=os.geteuid() != 0
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that knows nothing yet: no cookies; it reads English."""
    with browser.new_context(locale="en-GB") as fresh:
        fresh.set_default_timeout(10_000)
        yield fresh


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab in it. The test fails when a script throws or the page's policy stops something."""
    complaints: list[str] = []
    tab = context.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: _note_violation(complaints, message.text))
    yield tab
    assert complaints == []


def _note_violation(complaints: list[str], text: str) -> None:
    if "Content Security Policy" in text:
        complaints.append(text)


@pytest.fixture(scope="session")
def demo(chromium: str) -> Iterator[Ready]:
    """What the ready file of a running demo says."""
    with running_demo() as ready:
        yield ready
