"""Live reload in a real browser: a package is edited on disk while somebody fills in its preview."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.renderer.good import FILES, FOLDER, write
from tests.support.previewing import PreviewEdge, preview_path, previewing
from tests.support.serving import wait_until

TEMPLATE = """{% extends "base.html" %}
{% block before %}<p class="before">Before</p>{% endblock %}
{% block content %}{{ form }}{% endblock %}
"""
STYLE = "h1 { outline-color: rgb(200, 0, 0) }\n"
LINES = (
    '"properties": {\n    "lines": { "type": "array", "title": "Lines", "items": { "type": "object", '
    '"properties": { "amount": { "type": "integer", "title": "Amount" } } } },\n'
)

PREVIEW = preview_path(FOLDER)

Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def issuer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("issuer")


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    write(tmp_path, FILES | {"templates/page.html": TEMPLATE, "assets/style.css": STYLE})
    return tmp_path


@pytest.fixture
def edge(packages: Path, issuer_folder: Path) -> Iterator[PreviewEdge]:
    with previewing(packages, issuer_folder) as started:
        yield started


@pytest.fixture
def preview(edge: PreviewEdge, context: BrowserContext, page: Page) -> "Preview":
    sign_in(context, edge)
    return Preview(page, edge)


class Preview:
    """An open preview and its package on disk."""

    def __init__(self, page: Page, edge: PreviewEdge) -> None:
        self.page = page
        self._edge = edge
        self.folder = edge.packages / FOLDER
        self.open()

    def open(self, path: str = PREVIEW) -> None:
        """Load the page and wait until its events have begun."""
        with self.page.expect_request("**/events?**"):
            self.page.goto(self._edge.url + path)
        self.page.evaluate("window.neverReloaded = true")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def never_reloaded(self) -> bool:
        return bool(self.page.evaluate("window.neverReloaded === true"))


def sign_in(context: BrowserContext, edge: PreviewEdge) -> None:
    token = edge.issuer.mint("author")
    context.add_cookies([{"name": "interfaces_token", "value": token, "url": edge.url}])


def status_of(answer: Response | None) -> int:
    return answer.status if answer else 0


def test_a_label_in_a_locale_changes_while_somebody_types(preview: Preview) -> None:
    page = preview.page
    page.fill("[name=deputy]", "typed and left")
    page.fill("[name=reason]", "still typing")
    page.eval_on_selector("[name=reason]", "field => field.setSelectionRange(3, 7)")
    page.evaluate("scrollTo(0, 40)")
    scrolled = page.evaluate("scrollY")

    preview.edit("locales/en.json", '"Deputy"', '"Who stands in"')

    expect(page.get_by_label("Who stands in")).to_have_value("typed and left")
    expect(page.locator("[name=reason]")).to_have_value("still typing")
    expect(page.locator("[name=reason]")).to_be_focused()
    assert page.eval_on_selector("[name=reason]", "f => [f.selectionStart, f.selectionEnd]") == [3, 7]
    assert page.evaluate("scrollY") == scrolled
    assert preview.never_reloaded()


def test_a_template_changes_the_page(preview: Preview) -> None:
    preview.page.fill("[name=deputy]", "typed")

    preview.edit("templates/page.html", ">Before<", ">Changed in the template<")

    expect(preview.page.get_by_text("Changed in the template")).to_be_visible()
    expect(preview.page.locator("[name=deputy]")).to_have_value("typed")
    assert preview.never_reloaded()


def test_a_new_field_of_the_schema_appears_among_the_others(preview: Preview) -> None:
    preview.page.fill("[name=deputy]", "typed")

    preview.edit(
        "schema.json",
        '"properties": {\n',
        '"properties": {\n    "phone": {"type": "string", "title": "Phone"},\n',
    )

    expect(preview.page.get_by_label("Phone")).to_be_visible()
    expect(preview.page.locator("[name=deputy]")).to_have_value("typed")
    assert preview.never_reloaded()


def test_many_saves_end_with_the_last_one(preview: Preview) -> None:
    text = (preview.folder / "locales/en.json").read_text()
    for number in range(50):
        (preview.folder / "locales/en.json").write_text(text.replace("Leave request", f"Save {number}"))

    expect(preview.page.get_by_role("heading", name="Save 49")).to_be_visible()


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


RECORD = """() => {
  window.changes = [];
  const note = (change) => changes.push(`${change.type} ${change.target.nodeName}`);
  new MutationObserver((all) => all.forEach(note))
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}"""


def test_css_is_swapped_without_drawing_the_page_again(preview: Preview) -> None:
    page = preview.page
    title = page.get_by_role("heading", name="Leave request")
    expect(title).to_have_css("outline-color", "rgb(200, 0, 0)")
    page.evaluate(RECORD)

    preview.edit("assets/style.css", "200, 0, 0", "0, 0, 200")

    expect(title).to_have_css("outline-color", "rgb(0, 0, 200)")
    touched = set(page.evaluate("changes"))
    assert touched <= {"attributes LINK", "childList CODE", "attributes SCRIPT"}, "and which version it is"


def test_after_a_swap_of_css_a_patch_brings_the_stylesheet_as_it_is_then(preview: Preview) -> None:
    page = preview.page
    title = page.get_by_role("heading")
    preview.edit("assets/style.css", "200, 0, 0", "0, 0, 200")
    expect(title).to_have_css("outline-color", "rgb(0, 0, 200)")

    preview.edit("locales/en.json", "Leave request", "Holidays")
    expect(title).to_have_text("Holidays")
    expect(title).to_have_css("outline-color", "rgb(0, 0, 200)")
    preview.edit("assets/style.css", "0, 0, 200", "0, 200, 0")
    expect(title).to_have_css("outline-color", "rgb(0, 200, 0)")

    assert page.locator("head link[rel=stylesheet]").count() == 1
    assert page.evaluate("document.adoptedStyleSheets.length") == 1


def test_imported_css_is_loaded_again(preview: Preview) -> None:
    write(preview.folder.parent, {"assets/more.css": "h1 { margin: 3px }"})
    write(preview.folder.parent, {"assets/style.css": '@import "more.css";'})
    title = preview.page.get_by_role("heading", name="Leave request")
    expect(title).to_have_css("margin", "3px")

    write(preview.folder.parent, {"assets/more.css": "h1 { margin: 5px }"})

    expect(title).to_have_css("margin", "5px")
    assert preview.never_reloaded()


def test_a_new_script_runs_on_a_fresh_page_and_typed_text_is_handed_on(preview: Preview) -> None:
    page = preview.page
    page.fill("[name=deputy]", "typed")

    write(preview.folder.parent, {"assets/enhance.js": "document.body.dataset.enhanced = 'yes';\n"})

    expect(page.locator("body[data-enhanced=yes]")).to_be_visible()
    expect(page.locator("[name=deputy]")).to_have_value("typed")


def test_after_a_dry_run_the_answers_and_the_verdict_stay(preview: Preview) -> None:
    page = preview.page
    page.fill("[name=days]", "7")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("This would be sent")).to_be_visible()
    page.fill("[name=days]", "8")

    preview.edit("locales/en.json", '"Days"', '"Number of days"')

    expect(page.get_by_label("Number of days")).to_have_value("8")
    expect(page.locator(".dry-run")).to_contain_text('"days": 8')


def test_rows_that_were_added_stay(preview: Preview) -> None:
    preview.edit("schema.json", '"properties": {\n', LINES)
    page = preview.page
    page.get_by_role("button", name="Add").click()
    page.locator("[name='lines/0/amount']").fill("12")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("[name='lines/1/amount']")).to_be_visible()

    preview.edit("schema.json", '"Amount"', '"How much"')

    expect(page.get_by_label("How much")).to_have_count(2)
    expect(page.locator("[name='lines/0/amount']")).to_have_value("12")


def test_a_deleted_package_is_told_and_comes_back(preview: Preview) -> None:
    alert = preview.page.get_by_role("alert")
    files = {path: (preview.folder / path).read_text() for path in (*FILES, "templates/page.html")}

    shutil.rmtree(preview.folder)
    expect(alert).to_contain_text("no folder interface-leave-request")
    write(preview.folder.parent, files)

    expect(alert).to_have_count(0)


def test_an_interrupted_connection_is_told_and_heals(
    context: BrowserContext, page: Page, packages: Path, issuer_folder: Path
) -> None:
    with previewing(packages, issuer_folder) as edge:
        sign_in(context, edge)
        preview = Preview(page, edge)
    expect(page.get_by_role("status")).to_contain_text("interrupted")
    port = int(edge.url.rsplit(":", 1)[1])
    preview.edit("locales/en.json", "Leave request", "Saved meanwhile")

    with previewing(packages, issuer_folder, port):
        expect(page.get_by_role("heading", name="Saved meanwhile")).to_be_visible()
        expect(page.get_by_text("interrupted")).to_have_count(0)
    assert preview.never_reloaded()


def test_without_javascript_the_preview_is_a_page_with_a_form(
    edge: PreviewEdge, context: BrowserContext
) -> None:
    assert context.browser
    with context.browser.new_context(java_script_enabled=False) as plain:
        sign_in(plain, edge)
        page = plain.new_page()
        page.goto(edge.url + PREVIEW)
        page.get_by_label("Language").select_option("de")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("button", name="Genehmigen").click()

        expect(page.get_by_text("This would be sent")).to_be_visible()
        expect(page.get_by_role("heading", name="Urlaubsantrag")).to_be_visible()


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

    over_the_page = Axe().run(page)
    new = "interface-new"
    manifest = FILES["interface.toml"].replace(FOLDER, new)
    write(packages, FILES | {"interface.toml": manifest, "ui.json": "{"}, new)
    url = page.url.replace(PREVIEW, preview_path(new))
    wait_until(lambda: status_of(page.goto(url)) == 422)
    on_its_own = Axe().run(page)

    assert over_the_page.violations_count == 0, over_the_page.generate_report()
    assert on_its_own.violations_count == 0, on_its_own.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
