"""A form in a real browser: what appears when, what Enter and the buttons do, with JavaScript and without."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from renderer.assets import ENGINE
from renderer.form.decode import decode
from renderer.form.response import to_response
from renderer.form.rows import apply_operation
from renderer.form.validate import validate
from renderer.package import Package
from renderer.page import render_page
from router.security import content_policy
from tests.renderer.form.making import make, page_info, properties, view
from tests.support.serving import served

TEXT = {"type": "string"}
ROW = {
    "type": "object",
    **properties(kind={"enum": ["hotel", "other"]}),
    "if": {**properties(kind={"const": "other"}), "required": ["kind"]},
    "then": properties(what=TEXT),
}
SCHEMA = {
    **properties(
        kind={"enum": ["private", "business"]},
        country={"enum": ["AT", "CH", "DE", "FR", "IT"]},
        news={"type": "boolean"},
        rows={"type": "array", "items": ROW},
        need=TEXT,
        submit=TEXT,
        method=TEXT,
        action={"enum": ["approve", "reject"]},
    ),
    "required": ["need"],
    "allOf": [
        {"if": {**properties(kind={"const": "business"}), "required": ["kind"]},
         "then": properties(vat=TEXT)},
        {
            "if": {**properties(kind={"const": "business"}, country={"enum": ["CH", "FR"]}),
                   "required": ["kind", "country"]},
            "then": properties(customs=TEXT),
        },
        {"if": properties(country={"not": {"const": "AT"}}), "then": properties(abroad=TEXT)},
        {"if": properties(news={"const": True}), "then": properties(topic=TEXT),
         "else": properties(why_not=TEXT)},
        {"if": {**properties(vat={"minLength": 3}), "required": ["vat"]}, "then": properties(office=TEXT)},
        {"if": {**properties(action={"const": "reject"}), "required": ["action"]},
         "then": properties(reason=TEXT)},
    ],
}  # fmt: skip
APPROVE = 'id = "approve"\ntitle = "Approve"'
REJECT = 'id = "reject"\ntitle = "Reject"\nstyle = "danger"\nconfirm = true'
UI = {"fields": {"/country": {"widget": "select"}, "/rows/*/kind": {"widget": "radio"},
                 "/rows": {"add": "Add a row"}}}  # fmt: skip


@pytest.fixture(scope="module")
def package() -> Package:
    return make(SCHEMA, ui=UI, actions=[APPROVE, REJECT])


@pytest.fixture(scope="module")
def address(package: Package) -> Iterator[str]:
    """Draws the form, changes its rows, and says what it would have stored."""

    async def show(request: Request) -> Response:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        operation = dict(pairs).get("$op")
        answers = decode(package, pairs) if pairs else {}
        errors = []
        if operation:
            answers = apply_operation(package, answers, operation)
        elif pairs:
            response = to_response(package, answers, {})
            errors = validate(package, response, {}, "en")
            if not errors:
                return Response(repr(response), media_type="text/plain")
        drawn = replace(view(answers, errors=errors), page=page_info(url="/"))
        policy = {"content-security-policy": content_policy("n0nce-n0nce-n0nce-n0nce")}
        return HTMLResponse(render_page(package, drawn), status_code=422 if errors else 200, headers=policy)

    async def asset(request: Request) -> Response:
        found = ENGINE.assets[request.path_params["path"]]
        return Response(found.body, media_type=found.media_type)

    routes = [Route("/", show, methods=["GET", "POST"]), Route("/i/-/{digest}/{path:path}", asset)]
    with served(Starlette(routes=routes)) as url:
        yield url


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def form(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    with browser.new_context(java_script_enabled=request.param) as context:
        context.set_default_timeout(5_000)
        page = context.new_page()
        page.goto(address)
        yield page


def shown(page: Page, *names: str) -> None:
    """Exactly these of the conditional fields are on the page."""
    for name in ("vat", "customs", "abroad", "topic", "why_not"):
        expect(page.locator(f"#f-{name}")).to_be_visible(visible=name in names)


def test_fields_come_and_go_with_the_choices(form: Page) -> None:
    shown(form, "abroad", "why_not")

    form.get_by_label("business").check()
    shown(form, "vat", "abroad", "why_not")

    form.get_by_label("Country").select_option("CH")
    shown(form, "vat", "customs", "abroad", "why_not")

    form.get_by_label("Country").select_option("AT")
    form.get_by_label("News").check()
    shown(form, "vat", "topic")

    form.get_by_label("private").check()
    shown(form, "topic")


def test_what_only_the_server_can_tell_stays_in_sight(form: Page) -> None:
    expect(form.locator("#f-office")).to_be_visible()
    expect(form.locator("#f-reason")).to_be_visible()


def test_rows_have_conditions_of_their_own(form: Page) -> None:
    form.get_by_role("button", name="Add a row").click()
    form.get_by_role("button", name="Add a row").click()
    expect(form.locator(".row")).to_have_count(2)

    form.locator("#f-rows-1-kind--1").check()

    expect(form.locator("#f-rows-0-what")).to_be_hidden()
    expect(form.locator("#f-rows-1-what")).to_be_visible()


def test_rows_are_removed_and_the_others_keep_what_was_typed(form: Page) -> None:
    form.get_by_label("Need").fill("typed before")
    for number in range(2):
        form.get_by_role("button", name="Add a row").click()
        form.locator(f"#f-rows-{number}-kind--1").check()
        form.locator(f"#f-rows-{number}-what").fill(f"row {number}")

    form.get_by_role("button", name="Remove Entry 1").click()

    expect(form.locator(".row")).to_have_count(1)
    expect(form.locator("#f-rows-0-what")).to_have_value("row 1")
    expect(form.get_by_label("Need")).to_have_value("typed before")


def test_enter_neither_decides_nor_loses_anything(form: Page) -> None:
    form.get_by_label("Need").fill("typed")

    form.get_by_label("Need").press("Enter")

    expect(form.get_by_label("Need")).to_have_value("typed")
    expect(form.locator(".summary")).to_have_count(0)
    expect(form.get_by_role("button", name="Approve")).to_be_visible()


def test_errors_take_the_focus_and_lead_to_their_fields(form: Page) -> None:
    form.get_by_role("button", name="Approve").click()

    expect(form.locator(".summary")).to_be_focused()
    form.get_by_role("link", name="Need").click()
    expect(form.locator("#f-need")).to_be_in_viewport()


def test_hidden_answers_are_not_sent(form: Page) -> None:
    form.get_by_label("Need").fill("x")
    form.get_by_label("business").check()
    form.locator("#f-vat").fill("ATU1")
    form.get_by_label("private").check()

    form.get_by_role("button", name="Approve").click()

    expect(form.locator("body")).to_contain_text("'action': 'approve'")
    expect(form.locator("body")).not_to_contain_text("'vat'")


def test_a_button_that_asks_sends_only_after_yes(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Need").fill("x")

    page.get_by_role("button", name="Reject").click()
    page.get_by_role("button", name="Go back").click()
    expect(page.get_by_label("Need")).to_have_value("x")
    page.get_by_role("button", name="Reject").click()
    page.get_by_role("dialog").get_by_role("button", name="Reject").click()

    expect(page.locator("body")).to_contain_text("'action': 'reject'")


def test_adding_a_row_loads_no_page_and_goes_to_the_new_row(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("window.stayed = true")

    page.get_by_role("button", name="Add a row").click()

    expect(page.locator("#f-rows-0-kind")).to_be_focused()
    assert page.evaluate("window.stayed") is True


def test_a_row_is_added_by_loading_when_the_quick_way_fails(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Need").fill("typed")
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('offline')) }")

    page.get_by_role("button", name="Add a row").click()

    expect(page.locator(".row")).to_have_count(1)
    expect(page.get_by_label("Need")).to_have_value("typed")


def test_a_double_click_sends_once(page: Page, address: str) -> None:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto(address)
    page.get_by_label("Need").fill("x")

    page.get_by_role("button", name="Approve").dblclick()

    expect(page.locator("body")).to_contain_text("'action': 'approve'")
    assert len(posts) == 1
