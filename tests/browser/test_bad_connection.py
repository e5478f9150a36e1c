"""The connection is cut in the middle of sending: nothing that was typed is lost, nothing is sent twice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, Playwright, expect

from tests.browser.conftest import launched
from tests.browser.incident import heading, saved
from tests.support.cutting import CuttingProxy, cutting
from tests.support.demo import Ready
from tests.support.visit import new_task, visitor


@pytest.fixture(scope="module")
def line(demo: Ready) -> Iterator[tuple[CuttingProxy, int]]:
    with cutting(demo["edge"]) as found:
        yield found


@pytest.fixture(scope="module")
def browser(
    driver: Playwright, chromium: str, demo: Ready, line: tuple[CuttingProxy, int]
) -> Iterator[Browser]:
    """Reaches the edge at its usual address, and by the line that can be cut."""
    usual = demo["edge"].removeprefix("http://")
    with launched(driver, chromium, f"--host-resolver-rules=MAP {usual} 127.0.0.1:{line[1]}") as browser:
        yield browser


@pytest.fixture
def proxy(line: tuple[CuttingProxy, int]) -> Iterator[CuttingProxy]:
    proxy, _ = line
    proxy.cuts, proxy.lose, proxy.refuse = 0, 0, False
    yield proxy
    proxy.refuse = False


def filled(browser: Browser, demo: Ready, **options: object) -> Page:
    page = visitor(browser, demo, "author", **options).new_page()
    page.goto(new_task(demo, "expense-approval", "author")["url"])
    page.get_by_label("I have looked at every receipt").check()
    page.get_by_role("textbox", name="Comment").fill("Looked at twice, it is fine")
    return page


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approve").click()


def test_an_answer_that_is_lost_is_asked_for_again(
    browser: Browser, demo: Ready, proxy: CuttingProxy
) -> None:
    page = filled(browser, demo)
    saved(page)

    proxy.lose = 2
    approve(page)

    heading(page, "Thank you")
    assert proxy.cuts == 2
    expect(page.locator(".notice")).to_have_count(0)  # the first attempt counts: no word of a second one
    expect(page.locator(".copy")).to_contain_text("Looked at twice, it is fine")


def test_without_a_connection_everything_stays_until_there_is_one(
    browser: Browser, demo: Ready, proxy: CuttingProxy
) -> None:
    page = filled(browser, demo)
    saved(page)

    proxy.refuse = True
    approve(page)
    expect(page.locator("#state[data-now=unsent]")).to_contain_text("still on this page")
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Looked at twice, it is fine")
    page.get_by_role("button", name="Approve").click(force=True)  # does nothing while it is trying
    proxy.refuse = False

    heading(page, "Thank you")
    expect(page.locator(".notice")).to_have_count(0)


def test_what_could_not_be_saved_is_saved_later_and_warned_of(
    browser: Browser, demo: Ready, proxy: CuttingProxy
) -> None:
    page = filled(browser, demo)
    saved(page)
    warnings: list[str] = []

    def stay(dialog: Dialog) -> None:
        warnings.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)

    proxy.refuse = True
    page.get_by_role("textbox", name="Comment").press_sequentially("!")
    expect(page.locator("#state[data-now=unsaved]")).to_have_count(1)
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    proxy.refuse = False
    saved(page)

    assert warnings == ["beforeunload"]


def test_without_javascript_what_arrived_counts(browser: Browser, demo: Ready, proxy: CuttingProxy) -> None:
    page = filled(browser, demo, java_script_enabled=False)

    address = page.url
    proxy.lose = 9  # browsers try a form again by themselves when a connection that was kept open breaks
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Approve").click(no_wait_after=True)
    assert proxy.cuts > 0
    proxy.lose = 0
    again = page.context.new_page()
    again.goto(address)

    heading(again, "Thank you")
    expect(again.locator(".copy")).to_contain_text("Looked at twice, it is fine")


def test_without_javascript_back_leads_to_what_was_typed(
    browser: Browser, demo: Ready, proxy: CuttingProxy
) -> None:
    page = filled(browser, demo, java_script_enabled=False)

    proxy.refuse = True
    page.get_by_role("button", name="Approve").click(no_wait_after=True)
    expect(page).to_have_url("chrome-error://chromewebdata/")
    proxy.refuse = False
    page.go_back()

    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Looked at twice, it is fine")
    expect(page.get_by_label("I have looked at every receipt")).to_be_checked()
    approve(page)
    heading(page, "Thank you")
