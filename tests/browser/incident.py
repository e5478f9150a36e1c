"""The incident report, filled in step by step."""

import re
from pathlib import Path
from typing import Any

import orjson
from playwright.sync_api import Page, expect

from tests.support.visit import EXAMPLES

DESCRIPTION = "Since the release at nine, every card payment ends in a time-out."


def texts(locale: str) -> dict[str, str]:
    """The package's texts above the engine's."""
    own = EXAMPLES / "interface-incident-report" / "locales" / f"{locale}.json"
    engine = Path(EXAMPLES).parent / "renderer" / "locales" / f"{locale}.json"
    found: dict[str, str] = orjson.loads(engine.read_bytes()) | orjson.loads(own.read_bytes())
    return found


def heading(page: Page, text: str) -> None:
    """Waits for the page with this heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def fill_what(page: Page) -> None:
    page.get_by_label("Critical").check()
    page.get_by_label("What exactly do you see").fill(DESCRIPTION)


def fill_until_check(page: Page, url: str) -> None:
    """From the first step to "Check your answers"."""
    page.goto(url)
    fill_what(page)
    go_on(page)
    heading(page, "When")
    page.get_by_label("Started").fill("2026-03-04T09:05")
    page.get_by_label("No, it is still going on").check()
    go_on(page)
    heading(page, "What it affects")
    page.locator(".row").nth(1).get_by_label("Parts of it do not work").check()
    go_on(page)
    heading(page, "Who can tell us more")
    go_on(page)
    heading(page, "Check your answers")


def step_of(page: Page) -> str:
    """The step in the address."""
    found = re.search(r"[?&]step=([a-z]+)", page.url)
    return found[1] if found else ""


def saved(page: Page) -> Any:
    """Waits until the page says that everything is saved."""
    return expect(page.locator("#state[data-now=saved]")).to_have_count(1)
