"""axe-core finds nothing on any built-in widget in any state: light, dark, in every language."""

from collections.abc import Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, Page

from renderer.package import Package
from tests.support.axe import violations
from tests.support.widgets import STATES, STEP_STATES, state_page, widgets

# Colours are those of the scheme, texts those of the language: one run of each shows the others' faults too.
SEEN = [("en", "light"), ("ar", "dark")]
WRONG_ELSEWHERE = [("de", "dark", "wrong"), ("fr", "light", "wrong")]
CASES = [(*seen, state) for state in (*STATES, *STEP_STATES) for seen in SEEN] + WRONG_ELSEWHERE


@cache
def package(stepped: bool) -> Package:
    return widgets(stepped=stepped)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 320, "height": 800}, reduced_motion="reduce")
    yield page
    page.close()


@pytest.mark.parametrize(("locale", "scheme", "state"), CASES, ids=map("-".join, CASES))
def test_no_violations_and_no_sideways_scrolling(page: Page, locale: str, scheme: str, state: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_content(state_page(package(state in STEP_STATES), locale, state), wait_until="commit")

    assert violations(page) == []
    assert page.locator("[hidden]:visible").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
