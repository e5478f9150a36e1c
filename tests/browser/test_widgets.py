"""axe-core finds nothing at any control, in any state and language, light or dark; nothing overflows."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from renderer.package import Package
from tests.support.widgets import LOCALES, state_page, widgets

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
STATES = ("empty", "filled", "wrong", "submitted", "expired")
URL = "http://pages.test/"


@pytest.fixture(scope="module")
def package() -> Package:
    return widgets()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab without a network: it shows what it is given."""
    with browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


def show(tab: Page, html: str) -> None:
    tab.unroute_all()
    tab.route(
        "**/*",
        lambda route: route.fulfill(
            status=200 if route.request.url == URL else 404,
            content_type="text/html; charset=utf-8",
            body=html,
        ),
    )
    tab.goto(URL)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_control_in_every_state(tab: Page, package: Package, locale: str, state: str) -> None:
    show(tab, state_page(package, locale, state))

    for scheme in SCHEMES:
        tab.emulate_media(color_scheme=scheme)
        found = Axe().run(tab).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], scheme
    for width in (320, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_a_right_to_left_page_is_a_mirror(tab: Page, package: Package) -> None:
    """Labels start at the right, and the mark of what is wrong stands there too."""
    show(tab, state_page(package, "ar", "wrong"))

    label, field = tab.locator("label[for=f-text]"), tab.locator(".field.wrong").first
    edges = label.evaluate("e => [getComputedStyle(e).textAlign, getComputedStyle(e).direction]")
    assert edges == ["start", "rtl"]
    assert field.evaluate("e => getComputedStyle(e).borderRightWidth") == "4px"
    assert field.evaluate("e => getComputedStyle(e).borderLeftWidth") == "0px"


def test_paper_holds_the_answers_and_none_of_the_controls(tab: Page, package: Package) -> None:
    show(tab, state_page(package, "en", "filled"))
    tab.emulate_media(media="print", color_scheme="dark")

    assert tab.locator("#f-text").is_visible()
    assert not tab.locator(".actions").is_visible()
    assert not tab.locator(".languages").is_visible()
    assert not tab.locator(".button-remove").first.is_visible()
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_nothing_moves_while_the_page_loads(tab: Page, package: Package) -> None:
    """No script, image or stylesheet that comes late pushes anything about."""
    show(tab, state_page(package, "en", "filled"))

    moved = tab.evaluate("""() => new Promise(done => {
        let sum = 0;
        new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; })
            .observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
    })""")

    assert moved == 0
