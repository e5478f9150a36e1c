"""Live reload in a real browser: a package is edited on disk while somebody fills in its preview."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.editing import PREVIEW, Preview, sign_in
from tests.renderer.good import write
from tests.support.neighbour import Neighbour
from tests.support.previewing import PreviewEdge, previewing
from tests.support.registry import INTERFACE, RegistryApi
from tests.support.serving import served, wait_until

TOP = "field => field.getBoundingClientRect().top"
LINES = (
    '"properties": {\n    "lines": { "type": "array", "title": "Lines", "items": { "type": "object", '
    '"properties": { "amount": { "type": "integer", "title": "Amount" } } } },\n'
)


def test_a_label_in_a_locale_changes_while_somebody_types(preview: Preview) -> None:
    page = preview.page
    page.fill("[name=deputy]", "typed and left")
    page.fill("[name=reason]", "still typing")
    page.eval_on_selector("[name=reason]", "field => field.setSelectionRange(3, 7)")
    page.evaluate("scrollTo({ top: 40, behavior: 'instant' })")
    seen_at = page.eval_on_selector("[name=reason]", TOP)

    preview.edit("locales/en.json", '"Deputy"', '"Who stands in"')

    expect(page.get_by_label("Who stands in")).to_have_value("typed and left")
    expect(page.locator("[name=reason]")).to_have_value("still typing")
    expect(page.locator("[name=reason]")).to_be_focused()
    assert page.eval_on_selector("[name=reason]", "f => [f.selectionStart, f.selectionEnd]") == [3, 7]
    assert page.eval_on_selector("[name=reason]", TOP) == pytest.approx(seen_at, abs=1)  # of the window
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


def test_nothing_is_touched_but_what_changed(preview: Preview) -> None:
    page = preview.page
    page.evaluate(RECORD)

    preview.edit("locales/en.json", '"Deputy"', '"Who stands in"')

    expect(page.get_by_label("Who stands in")).to_be_visible()
    assert set(page.evaluate("changes")) <= {"characterData #text", "childList CODE", "attributes SCRIPT"}


def test_a_page_that_a_script_changed_is_brought_whole(preview: Preview) -> None:
    page = preview.page
    page.evaluate("document.querySelector('main').prepend(document.createElement('hr'))")

    preview.edit("templates/page.html", ">Before<", ">Changed in the template<")

    expect(page.get_by_text("Changed in the template")).to_be_visible()
    expect(page.locator("main > hr")).to_have_count(0)
    assert preview.never_reloaded()


def test_many_saves_end_with_the_last_one(preview: Preview) -> None:
    text = (preview.folder / "locales/en.json").read_text()
    for number in range(50):
        (preview.folder / "locales/en.json").write_text(text.replace("Leave request", f"Save {number}"))

    expect(preview.page.get_by_role("heading", name="Save 49")).to_be_visible()


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


def test_an_interrupted_connection_is_told_and_heals(
    context: BrowserContext, page: Page, packages: Path, issuer_folder: Path
) -> None:
    with previewing(packages, issuer_folder) as edge:
        sign_in(context, edge)
        preview = Preview(page, edge)
    expect(page.locator(".hint")).to_contain_text("interrupted")
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
        page.get_by_role("combobox", name="Language").select_option("de")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("button", name="Genehmigen").click()

        expect(page.get_by_text("This would be sent")).to_be_visible()
        expect(page.get_by_role("heading", name="Urlaubsantrag")).to_be_visible()


def test_config_and_branding_from_the_api_change_the_open_page(
    context: BrowserContext, page: Page, packages: Path, issuer_folder: Path
) -> None:
    api = RegistryApi(Neighbour())
    with (
        served(api.neighbour) as url,
        previewing(packages, issuer_folder, api_url=url, git_url="unused") as edge,
    ):
        sign_in(context, edge)
        preview = Preview(page, edge, f"/{INTERFACE}")
        page.fill("[name=deputy]", "typed")
        wait_until(lambda: bool(api.listeners))

        api.set({"title": "Time off", "texts": {"en": {"fields.days": "How long"}}}, {"name": "Umbrella"})
        api.tell()

        expect(page.get_by_role("heading", name="Time off")).to_be_visible()
        expect(page.get_by_label("How long")).to_be_visible()
        expect(page.locator(".brand-name")).to_have_text("Umbrella")
        expect(page.locator("[name=deputy]")).to_have_value("typed")
        assert preview.never_reloaded()
        page.close()
