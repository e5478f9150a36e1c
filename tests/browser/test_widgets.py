"""Controls beyond the browser's own: lists that can be searched, values that are computed."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from renderer.assets import ENGINE
from renderer.form.decode import decode
from renderer.form.response import to_response
from renderer.form.rows import apply_operation
from renderer.form.signature import is_drawing
from renderer.page import render_page
from router.security import content_policy
from tests.renderer.form.making import make, properties, view
from tests.support.axe import violations
from tests.support.serving import served

NAMES = [f"{name} {number}" for name in ("Zürich", "Łódź", "Oslo", "Paris", "Wien") for number in range(60)]
NUMBER = {"type": "number"}
LINE = {"type": "object", **properties(quantity=NUMBER, price=NUMBER, amount={**NUMBER, "multipleOf": 0.01})}
SCHEMA = properties(
    place={"type": "string", "title": "Place"},
    lines={"type": "array", "items": LINE},
    sign={
        "type": "object",
        "format": "signature",
        "properties": {"name": {"type": "string"}, "drawing": {"type": "string"}},
        "required": ["name"],
    },
    total={**NUMBER, "multipleOf": 0.01, "title": "Total"},
)
UI = {
    "fields": {
        "/place": {"widget": "select", "options_from": "/places"},
        "/lines/*/amount": {"computed": "quantity * price"},
        "/total": {"computed": "sum(lines, amount)", "currency": "EUR"},
    }
}
CONTEXT = {"places": NAMES}
PACKAGE = make(SCHEMA, ui=UI, context=CONTEXT)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A form that says in the end what would be submitted."""

    def shown(answers: dict[str, Any]) -> Response:
        page = view(answers, CONTEXT)
        policy = {"Content-Security-Policy": content_policy(page.page.nonce)}
        return HTMLResponse(render_page(PACKAGE, page), headers=policy)

    async def form(request: Request) -> Response:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        answers = decode(PACKAGE, pairs) if pairs else {}
        if operation := dict(pairs).get("$op"):
            answers = apply_operation(PACKAGE, answers, operation)
        elif pairs:
            return HTMLResponse(f"<p id=sent>{to_response(PACKAGE, answers, CONTEXT)}</p>")
        many = int(request.query_params.get("rows", 0))
        return shown(answers or {"lines": [{"quantity": 1, "price": n} for n in range(many)]})

    async def asset(request: Request) -> Response:
        found = ENGINE.assets[request.path_params["path"]]
        return Response(found.body, media_type=found.media_type)

    routes = [
        Route("/task", form, methods=["GET", "POST"]),
        Route("/i/-/{digest}/{path:path}", asset),
    ]
    with served(Starlette(routes=routes)) as url:
        yield f"{url}/task"


def search(page: Page) -> Locator:
    """The search that the script puts in the place of the list, which has the same role and name."""
    return page.get_by_role("combobox", name="Place").and_(page.locator("input"))


def test_a_long_list_is_searched_by_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    box = search(page)

    box.press_sequentially("zuri 5")
    expect(page.get_by_role("option").first).to_have_text("Zürich 5")
    box.press("ArrowDown")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant")
    box.press("Enter")

    expect(box).to_have_value("Zürich 15")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#sent")).to_contain_text("'place': 'Zürich 15'")


def test_what_is_no_choice_is_not_taken(page: Page, address: str) -> None:
    page.goto(address)
    box = search(page)
    box.fill("oslo 7")
    box.press("Tab")
    expect(box).to_have_value("Oslo 7")

    box.fill("nowhere")
    expect(page.get_by_text("Nothing in the list fits.")).to_be_attached()
    box.press("Tab")
    expect(box).to_have_value("Oslo 7")
    box.fill("")
    box.press("Tab")

    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#sent")).not_to_contain_text("'place'")


def test_a_choice_is_clicked_and_survives_a_redrawn_page(page: Page, address: str) -> None:
    page.goto(address)
    box = search(page)
    box.click()
    page.get_by_role("option", name="Zürich 3", exact=True).click()

    page.get_by_role("button", name="Add another").click()

    expect(page.locator(".row")).to_have_count(1)
    expect(search(page)).to_have_value("Zürich 3")
    expect(page.locator(".combobox")).to_have_count(1)


def test_the_label_leads_to_the_search(page: Page, address: str) -> None:
    page.goto(address)
    expect(search(page)).to_be_visible()

    page.locator("label", has_text="Place").click()

    expect(search(page)).to_be_focused()


def test_computed_values_follow_what_is_typed(page: Page, address: str) -> None:
    page.goto(f"{address}?rows=2")
    expect(page.locator("#f-total")).to_have_text("1.00")

    page.locator("#f-lines-0-quantity").fill("3")
    page.locator("#f-lines-0-price").fill("1.005")

    expect(page.locator("#f-lines-0-amount")).to_have_text("3.02")
    expect(page.locator("#f-total")).to_have_text("4.02")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#sent")).to_contain_text("'total': 4.02")


def test_a_signature_is_drawn_kept_and_cleared(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Your full name").fill("Ada")
    strokes = page.locator(".pad path")
    draw(page, 5, 10)
    expect(strokes).to_have_attribute("d", re.compile(r"^M\d+ \d+(L\d+ \d+)+$"))
    draw(page, 60, 90)
    drawn = strokes.get_attribute("d") or ""
    assert is_drawing(drawn)
    assert drawn.count("M") == 2

    page.get_by_role("button", name="Add another").click()
    expect(page.locator(".row")).to_have_count(1)
    expect(strokes).to_have_attribute("d", drawn)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#sent")).to_contain_text(f"'sign': {{'name': 'Ada', 'drawing': '{drawn}'}}")

    page.goto(address)
    page.get_by_label("Your full name").fill("Ada")
    draw(page, 5, 10)
    page.get_by_role("button", name="Clear the drawing").press("Enter")
    expect(strokes).to_have_attribute("d", "")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#sent")).to_contain_text("'sign': {'name': 'Ada'}")


def draw(page: Page, x: int, y: int) -> None:
    """A stroke on the pad, with the mouse, which ends beside the pad."""
    pad = page.locator(".pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.down()
    page.mouse.move(box["x"] + x + 40, box["y"] + y + 20)
    page.mouse.move(box["x"] + x + 40, box["y"] + box["height"] + 9)
    page.mouse.up()


def test_two_hundred_rows_stay_usable(page: Page, address: str) -> None:
    page.goto(f"{address}?rows=200")
    page.locator("#f-lines-199-price").fill("1000")
    expect(page.locator("#f-total")).to_have_text("20,701.00")
    page.get_by_role("button", name="Add another").click()
    expect(page.locator(".row")).to_have_count(201)
    page.get_by_role("button", name="Remove Entry 100", exact=True).click()

    expect(page.locator(".row")).to_have_count(200)
    expect(page.locator("#f-lines-198-price")).to_have_value("1000")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(browser: Browser, address: str, scheme: Any) -> None:
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{address}?rows=2")
    box = search(page)
    for typed in ("", "oslo", "nowhere"):
        box.fill(typed)
        box.press("ArrowDown")
        assert violations(page) == []
    page.close()


def test_without_javascript_it_is_a_plain_list(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)

    expect(page.locator(".pad")).to_be_hidden()
    page.get_by_label("Place").select_option("Wien 7")
    page.get_by_role("button", name="Submit").click()

    expect(page.locator("#sent")).to_contain_text("'place': 'Wien 7'")
    page.close()
