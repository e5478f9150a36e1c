"""Faults of a package, told over its open preview in a real browser."""

import shutil
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.editing import PREVIEW, Preview, sign_in, status_of
from tests.renderer.good import FILES, FOLDER, write
from tests.support.axe import violations
from tests.support.previewing import PreviewEdge, preview_path
from tests.support.serving import wait_until

Scheme = Literal["light", "dark"]


def test_a_syntax_error_shows_where_it_is_and_mending_it_removes_the_overlay(preview: Preview) -> None:
    page = preview.page
    page.fill("[name=deputy]", "typed")
    alert = page.get_by_role("alert")

    preview.edit("locales/en.json", '"Deputy",', '"Deputy"')

    expect(alert).to_be_visible()
    expect(alert).to_contain_text("locales/en.json:")
    expect(alert.locator(".line.marked")).to_have_count(1)
    expect(page.get_by_role("heading", name="Leave request")).to_be_visible()
    expect(page.locator("[name=deputy]")).to_be_focused()

    preview.edit("locales/en.json", '"Deputy"', '"Deputy",')

    expect(alert).to_have_count(0)
    expect(page.locator("[name=deputy]")).to_have_value("typed")
    assert preview.never_reloaded()


def test_an_error_in_a_template_shows_its_line(preview: Preview) -> None:
    preview.edit("templates/page.html", "{{ form }}", "{{ form ")

    expect(preview.page.get_by_role("alert")).to_contain_text("templates/page.html:3")
    expect(preview.page.locator(".faults .marked")).to_contain_text("{{ form")


def test_the_overlay_can_be_folded_away_and_stays_so(preview: Preview) -> None:
    page = preview.page
    preview.edit("ui.json", '"order"', '"oder"')
    expect(page.locator(".faults .place").first).to_be_visible()

    page.locator(".faults summary").click()
    preview.edit("ui.json", '"oder"', '"odor"')

    expect(page.locator(".faults")).to_contain_text("odor")
    expect(page.locator(".faults .place").first).not_to_be_visible()


def test_a_page_loaded_while_the_package_is_broken_shows_the_last_good_one_and_the_overlay(
    preview: Preview,
) -> None:
    preview.edit("ui.json", '"order"', '"oder"')
    expect(preview.page.get_by_role("alert")).to_be_visible()

    preview.open()

    expect(preview.page.get_by_role("alert")).to_contain_text("ui.json")
    expect(preview.page.get_by_role("heading", name="Leave request")).to_be_visible()


def test_a_package_that_never_was_good_becomes_a_preview_once_it_is_mended(
    preview: Preview, packages: Path
) -> None:
    new = "interface-new"
    good = FILES["interface.toml"].replace(FOLDER, new)
    write(packages, FILES | {"interface.toml": good.replace("format = 1", "format = ")}, new)
    page = preview.page
    url = page.url.replace(PREVIEW, preview_path(new))
    wait_until(lambda: status_of(page.goto(url)) == 422)
    expect(page.get_by_role("heading")).to_contain_text("cannot be shown yet")
    expect(page.locator(".place").first).to_contain_text("interface.toml")

    write(packages, {"interface.toml": good}, new)

    expect(page.get_by_role("heading", name="Leave request")).to_be_visible()


def test_a_deleted_package_is_told_and_comes_back(preview: Preview) -> None:
    alert = preview.page.get_by_role("alert")
    files = {path: (preview.folder / path).read_text() for path in (*FILES, "templates/page.html")}

    shutil.rmtree(preview.folder)
    expect(alert).to_contain_text("no folder interface-leave-request")
    write(preview.folder.parent, files)

    expect(alert).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_about_faults(
    edge: PreviewEdge, context: BrowserContext, packages: Path, scheme: Scheme, width: int
) -> None:
    page = context.new_page()  # one of its own: axe itself tries inline styles, which our policy stops
    sign_in(context, edge)
    preview = Preview(page, edge)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    preview.edit("locales/en.json", '"Deputy",', '"Deputy"')
    expect(page.get_by_role("alert")).to_be_visible()

    over_the_page = violations(page)
    new = "interface-new"
    manifest = FILES["interface.toml"].replace(FOLDER, new)
    write(packages, FILES | {"interface.toml": manifest, "ui.json": "{"}, new)
    url = page.url.replace(PREVIEW, preview_path(new))
    wait_until(lambda: status_of(page.goto(url)) == 422)
    on_its_own = violations(page)

    assert over_the_page == []
    assert on_its_own == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
