"""axe-core finds nothing on any page of the demo, light and dark, from 320 px to the desktop."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.incident import fill_until_check
from tests.support.demo import Ready
from tests.support.visit import new_task, visitor

PACKAGES = ["customer-reg", "expense-approval", "incident-report", "invoice"]
WIDTHS = [320, 1280]


def production(package: str, name: str = "default") -> Callable[[Page, Ready], None]:
    def open_page(page: Page, demo: Ready) -> None:
        page.goto(new_task(demo, package, "author", name)["url"])

    return open_page


def preview(package: str) -> Callable[[Page, Ready], None]:
    def open_page(page: Page, demo: Ready) -> None:
        found = {i["interface_package"]: i["preview_url"] for i in demo["interfaces"]}
        page.goto(found[f"@webapp/interface-{package}"])

    return open_page


def errors(page: Page, demo: Ready) -> None:
    page.goto(new_task(demo, "customer-reg", "author", "empty-start")["url"])
    page.locator(".actions button").last.click()
    page.locator(".summary").wait_for()


def done(page: Page, demo: Ready) -> None:
    page.goto(new_task(demo, "expense-approval", "author")["url"])
    page.get_by_label("I have looked at every receipt").check()
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("heading", name="Thank you").wait_for()


def dry_run(page: Page, demo: Ready) -> None:
    preview("expense-approval")(page, demo)
    page.get_by_label("I have looked at every receipt").check()
    page.get_by_role("button", name="Approve").click()
    page.locator(".dry-run").wait_for()


def check(page: Page, demo: Ready) -> None:
    fill_until_check(page, new_task(demo, "incident-report", "author")["url"])


def at(path: str) -> Callable[[Page, Ready], None]:
    def open_page(page: Page, demo: Ready) -> None:
        page.goto(demo["edge"] + path)

    return open_page


PAGES = {
    **{f"production-{package}": production(package) for package in PACKAGES},
    **{f"nasty-{package}": production(package, "nasty") for package in PACKAGES},
    **{f"preview-{package}": preview(package) for package in PACKAGES},
    "errors": errors,
    "done": done,
    "check": check,
    "dry-run": dry_run,
    "gallery": at("/"),
    "sign-in": at("/signin"),
    "not-found": at("/i/not/a/task"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("open_page", PAGES.values(), ids=PAGES.keys())
def test_no_violations_and_no_sideways_scrolling(
    browser: Browser, demo: Ready, open_page: Callable[[Page, Ready], None], scheme: str
) -> None:
    context = visitor(browser, demo, "author", color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, demo)

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_rules_do_find_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<title>x</title><h1>x</h1><input><p style='color:#ccc'>faint</p>")

    found = {rule["id"] for rule in Axe().run(page).response["violations"]}

    assert {"color-contrast", "label", "html-has-lang"} <= found
