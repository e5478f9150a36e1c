"""Hostile texts in every place of a page: no script runs, nothing overflows, answers are kept as they are."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Dialog, Route

from renderer.fixtures import Viewer
from renderer.form.validate import FieldError
from renderer.package import Package
from renderer.page import View, render_done, render_page
from tests.browser.test_submission import decrypted, stored_response
from tests.renderer.form.making import make, page_info
from tests.support.demo import Ready
from tests.support.hostile import STRINGS
from tests.support.visit import new_task

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => e.outerHTML.slice(0, 300)).slice(0, 3)"""
SHARE = 60  # strings on one page
SHARES = range(0, len(STRINGS), SHARE)


def package_of(texts: Sequence[str]) -> Package:
    """A field of some kind for each text, which stands in all its places."""
    fields: dict[str, Any] = {}
    for number, text in enumerate(texts):
        kinds: list[Mapping[str, Any]] = [
            {"type": "string"},
            {"type": "string", "maxLength": 4000},
            {"type": "boolean"},
            {"oneOf": [{"const": text, "title": text}, {"const": f"other {number}", "title": text}]},
            {"type": "array", "items": {"enum": [text, "other"]}},
            {"type": "object", "properties": {"inner": {"type": "string", "title": text}}},
        ]
        fields[f"p{number}"] = {**kinds[number % 6], "title": text, "description": text}
    shared = {
        "form.add": texts[0],
        "submit": texts[1],
        "done.submitted.text": texts[2],
        "page.skip": texts[3],
    }
    return make(
        {"properties": {**fields, "pick": {"type": "string"}}, "description": texts[4]},
        ui={
            "groups": [{"title": texts[5], "help": texts[6], "fields": ["p0", "p1"]}],
            "fields": {"/pick": {"widget": "select", "options_from": "/all"}},
        },
        context={"all": [{"value": text, "title": text} for text in texts]},
        texts=shared,
        title=texts[7],
    ).customised({}, {"name": texts[8][:80]})


def pages_of(texts: Sequence[str]) -> list[str]:
    package = package_of(texts)
    answers = {f"p{n}": {"inner": text} if n % 6 == 5 else text for n, text in enumerate(texts)}
    errors = [FieldError(f"/p{n}", "pattern", text) for n, text in enumerate(texts)]
    context = {"all": [{"value": text, "title": text} for text in texts]}
    view = View("en", context, Viewer(name=texts[9]), page_info(), answers, errors)
    done = View("en", context, Viewer(name=texts[9]), page_info(status="submitted"))
    return [render_page(package, view), render_done(package, done)]


@pytest.mark.parametrize("start", SHARES)
def test_no_script_runs_and_nothing_overflows(browser: Browser, start: int) -> None:
    """Served without the policy that would stop a script as well."""
    texts = [STRINGS[(start + n) % len(STRINGS)] for n in range(SHARE)]
    with browser.new_context(viewport={"width": 320, "height": 800}) as context:
        tab = context.new_page()
        ran: list[str] = []
        asked: list[str] = []
        tab.on("dialog", lambda dialog: _note(dialog, ran))
        tab.on("request", lambda request: asked.append(request.url))
        for number, html in enumerate(pages_of(texts)):
            url = f"http://pages.test/{number}"
            tab.route("**/*", lambda route: route.fulfill(status=404))
            tab.route(url, _serve(html))
            tab.goto(url)

            assert ran == []
            assert tab.evaluate("document.scripts.length") == 1
            assert tab.evaluate(TOO_WIDE) == []
        assert [url for url in asked if not re.search(r"/[01]$|/i/-/|^data:|favicon", url)] == []


def test_answers_are_stored_byte_for_byte(demo: Ready) -> None:
    """Through the real edge and API into Postgres. Only line breaks are those of a form."""
    headers = {"Authorization": f"Bearer {demo['tokens']['author']}", "Accept": "text/html"}
    with httpx2.Client(timeout=30, trust_env=False, headers=headers | {"Origin": demo["edge"]}) as client:
        for text in _packed(STRINGS, 990):
            task = new_task(demo, "expense-approval", "author")
            got = client.post(task["url"], data={"comment": text, "action": "ask_back"})
            assert got.status_code == 303, re.findall(r'class="error"[^>]*>(.*?)</p>', got.text)
            stored = decrypted(demo, task, stored_response(demo, task))
            assert isinstance(stored, dict)
            assert stored["comment"].encode() == text.replace("\r\n", "\n").encode()


def _note(dialog: Dialog, ran: list[str]) -> None:
    ran.append(dialog.message)
    dialog.dismiss()


def _serve(html: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=html)


def _packed(strings: Sequence[str], most: int) -> list[str]:
    """All strings in few texts of at most so many characters, none of which begins or ends with space."""
    packed = ["["]
    for text in strings:
        if len(packed[-1]) + len(text) + 3 > most:
            packed.append("[")
        packed[-1] += f"{text}|"
    return [f"{text}]" for text in packed]
