"""axe-core finds nothing on any page of the demo, light and dark, from 320 px to the desktop."""

from collections.abc import Callable
from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.incident import fill_until_check
from tests.support.axe import violations
from tests.support.demo import Ready
from tests.support.visit import new_task, visitor

PACKAGES = ["customer-reg", "expense-approval", "incident-report", "invoice"]
WIDTHS = [320, 1280]
SCHEMES: list[Literal["light", "dark"]] = ["dark", "light"]


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


@pytest.mark.parametrize("open_page", PAGES.values(), ids=PAGES.keys())
def test_no_violations_and_no_sideways_scrolling(
    browser: Browser, demo: Ready, open_page: Callable[[Page, Ready], None]
) -> None:
    page = visitor(browser, demo, "author", color_scheme="dark", reduced_motion="reduce").new_page()
    open_page(page, demo)

    for scheme, width in product(SCHEMES, WIDTHS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], (scheme, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (scheme, width)


def test_the_scheme_of_an_open_page_can_be_changed(browser: Browser, demo: Ready) -> None:
    """Or the test above would look at one of them four times."""
    page = visitor(browser, demo, "author", color_scheme="dark").new_page()
    page.goto(new_task(demo, "invoice", "author")["url"])
    colours = []

    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert len(set(colours)) == 2


def test_the_rules_do_find_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<title>x</title><h1>x</h1><input><p style='color:#ccc'>faint</p>")

    found = {rule for rule, _ in violations(page)}

    assert {"color-contrast", "label", "html-has-lang"} <= found


def test_they_look_again_at_a_page_that_changed(browser: Browser) -> None:
    page = browser.new_page()
    for colour in ("#000", "#ccc"):
        page.set_content(f"<html lang=en><title>x</title><h1 style='color: {colour}'>hello</h1>")
        assert ("color-contrast" in dict(violations(page))) == (colour == "#ccc")
        page.evaluate("document.querySelector('h1').style.color = '#ddd'")
        assert "color-contrast" in dict(violations(page))
