"""Every feature of the docs' table in a real browser: a picture of it, with and without JavaScript."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from renderer.assets import ENGINE
from renderer.package import Package
from renderer.page import render_page
from tests.renderer.form.making import make, view
from tests.renderer.form.shapes import objects
from tests.support.form_features import ANSWERS, ASSETS, CONTEXT, FEATURES, SCHEMA, UI

PACKAGE = make(SCHEMA, ui=UI, context=CONTEXT, assets=ASSETS)
OUT = Path(__file__).parents[1] / "out" / "form-features"
SITE = "http://forms.test"
REFUSED = """() => [...document.forms.form.elements]
    .filter((control) => control.willValidate && !control.validity.valid)
    .map((control) => control.name)"""


def show(page: Page, package: Package, answers: dict[str, object]) -> None:
    """The page of a package with its styles and scripts, without any server."""
    html = render_page(package, view(answers, CONTEXT))

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        name = path.rpartition("/")[2]
        asset = ENGINE.assets.get(name) or package.assets.get(name)
        if path == "/task":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif asset:
            route.fulfill(body=asset.body, content_type=asset.media_type)
        else:
            route.fulfill(status=404)

    page.unroute_all()
    page.route(f"{SITE}/**", answer)
    page.goto(f"{SITE}/task")


@pytest.mark.parametrize("scripts", [True, False], ids=["with", "without"])
def test_every_feature_is_drawn_with_and_without_scripts(browser: Browser, scripts: bool) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with browser.new_context(java_script_enabled=scripts, viewport={"width": 720, "height": 900}) as context:
        page = context.new_page()
        show(page, PACKAGE, ANSWERS)
        blocks = iter(page.locator(".block").all())
        for feature in FEATURES:
            control = next(blocks) if feature.block else page.locator(f"[id='f-{feature.slug}']")
            if feature.schema.get("const") is None:
                box = control.locator(
                    "xpath=ancestor-or-self::*[contains(@class,'field') or @class='block'][1]"
                )
                box.screenshot(path=OUT / f"{feature.slug}-{'with' if scripts else 'without'}-scripts.png")
            else:
                assert control.count() == 0


def test_a_browser_refuses_nothing_of_what_the_server_accepts(page: Page) -> None:
    show(page, PACKAGE, ANSWERS)

    assert page.evaluate(REFUSED) == []


def test_nor_of_any_other_schema(page: Page) -> None:
    @settings(
        deadline=None, max_examples=8, database=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def law(data: st.DataObject) -> None:
        schema, answers = data.draw(objects(1))
        show(page, make(schema), data.draw(answers))
        assert page.evaluate(REFUSED) == []

    law()
