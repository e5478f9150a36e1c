"""Loading again after a change: what did not change is not worked out again, and nothing stale is shown."""

import json
from dataclasses import replace

import pytest

from renderer.assets import MAX_ASSET_BYTES
from renderer.faults import Fault, PackageFaults
from renderer.package import Package, load
from renderer.page import PageInfo, View, render_done, render_page
from tests.renderer.good import FILES, FOLDER, as_bytes

PAGE = '{% extends "base.html" %}{% block content %}<p>{{ ctx.employee }}</p>{{ form }}{% endblock %}'
BEFORE = as_bytes(FILES | {"templates/page.html": PAGE, "assets/style.css": "main { color: #123456 }\n" * 20})

CHANGES: dict[str, dict[str, tuple[str, str]]] = {
    "a label": {"locales/de.json": ('"Tage"', '"Arbeitstage"')},
    "a template": {"templates/page.html": ("<p>", "<p>For ")},
    "a bound in the schema": {"schema.json": ('"maximum": 30', '"maximum": 20')},
    "a widget": {"ui.json": ('"textarea"', '"text"')},
    "a button's style": {"interface.toml": ('"danger"', '"secondary"')},
    "the first locale": {"interface.toml": ('["en", "de"]', '["de", "en"]')},
    "a colour": {"branding.json": ("#0a6c56", "#7a1f5c")},
    "an example": {"fixtures/default.json": ("Grace Example", "Linus Example")},
    "what the workflow sends": {"context.schema.json": ('"integer"', '"number"')},
    "a stylesheet": {"assets/style.css": ("#123456", "#654321")},
}


def changed(edits: dict[str, tuple[str, str]]) -> dict[str, bytes]:
    files = dict(BEFORE)
    for path, (old, new) in edits.items():
        assert old.encode() in files[path]
        files[path] = files[path].replace(old.encode(), new.encode())
    return files


def pages(package: Package) -> list[str]:
    fixture = package.default_fixture
    drawn = []
    for locale in package.manifest.locales:
        page = PageInfo(url="/x", asset_root="/i/-/", nonce="n")
        view = View(locale, fixture.context, fixture.viewer, page)
        drawn.append(render_page(package, view))
        drawn.append(render_done(package, replace(view, page=replace(page, status="submitted"))))
    return drawn


@pytest.mark.parametrize("edits", CHANGES.values(), ids=CHANGES.keys())
def test_a_reloaded_package_is_the_one_a_fresh_load_gives(edits: dict[str, tuple[str, str]]) -> None:
    files = changed(edits)

    reloaded, fresh = load(files, FOLDER, load(BEFORE, FOLDER)), load(files, FOLDER)

    assert pages(reloaded) == pages(fresh)
    assert reloaded.digest == fresh.digest
    assert reloaded.assets == fresh.assets
    assert reloaded.schema.document == fresh.schema.document
    assert reloaded.context_schema.document == fresh.context_schema.document
    assert reloaded.manifest == fresh.manifest


def test_a_new_label_keeps_the_schema_the_form_and_the_other_locale() -> None:
    before = load(BEFORE, FOLDER)

    after = load(changed(CHANGES["a label"]), FOLDER, before)

    assert after.schema is before.schema
    assert after.form is before.form
    assert after.assets["style.css"] is before.assets["style.css"]
    assert after.templates.forms["en"] is before.templates.forms["en"]
    assert after.templates.forms["de"] is not before.templates.forms["de"]


def test_a_new_label_keeps_what_other_files_say_and_the_compiled_pages() -> None:
    before = load(BEFORE, FOLDER)

    after = load(changed({"locales/en.json": ('"Days"', '"Working days"')}), FOLDER, before)

    assert after.texts["en"]("fields.days") == "Working days"
    assert after.texts["de"] is before.texts["de"]
    assert (after.manifest, after.ui, after.branding) == (before.manifest, before.ui, before.branding)
    assert after.ui is before.ui
    assert after.templates.page is before.templates.page


def test_a_new_template_compiles_the_pages_again_and_keeps_the_form() -> None:
    before = load(BEFORE, FOLDER)

    after = load(changed(CHANGES["a template"]), FOLDER, before)

    assert after.templates.page is not before.templates.page
    assert after.templates.forms["de"] is before.templates.forms["de"]


def test_a_new_label_draws_its_own_field_again_and_no_other() -> None:
    before = load(BEFORE, FOLDER)

    after = load(changed(CHANGES["a label"]), FOLDER, before)

    was, now = before.templates.forms["de"].parts, after.templates.forms["de"].parts
    assert {name for name in now if now[name] is not was[name]} == {"days"}


def test_a_text_outside_the_form_draws_none_of_it_again() -> None:
    before = load(BEFORE, FOLDER)

    after = load(changed({"locales/de.json": ("Urlaubsantrag", "Urlaub")}), FOLDER, before)

    assert after.texts["de"]("title") == "Urlaub"
    assert after.templates.forms["de"] is before.templates.forms["de"]


def test_an_example_alone_is_read_again_alone() -> None:
    two = BEFORE | {"fixtures/second.json": BEFORE["fixtures/default.json"]}
    before = load(two, FOLDER)

    after = load(
        changed(CHANGES["an example"]) | {"fixtures/second.json": two["fixtures/second.json"]}, FOLDER, before
    )

    assert after.fixtures["second"] is before.fixtures["second"]
    assert after.fixtures["default"].context["employee"] == "Linus Example"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("locales/en.json", '"fields.days": "Days",', ""),
        ("locales/en.json", '"Days"', '"Days of {employee}"'),
        ("locales/en.json", '"Days"', "5"),
        ("locales/en.json", '"Days"', '"Days", "more": "More"'),
        ("locales/en.json", '"Days"', '"Days",'),
        ("locales/de.json", '"Tage"', '"Tage von {employee}"'),
        ("branding.json", "#0a6c56", "#eeeeee"),
        ("interface.toml", '["en", "de"]', '["en"]'),
        ("ui.json", '"t:help.days"', '"t:help.gone"'),
        ("schema.json", '"deputy"', '"stand_in_for_days"'),
        ("context.schema.json", '"days"', '"nights"'),
    ],
)
def test_what_no_longer_fits_together_is_found_as_by_a_fresh_load(file: str, old: str, new: str) -> None:
    files = changed({file: (old, new)})

    assert faults_of(files, load(BEFORE, FOLDER)) == faults_of(files, None)


def faults_of(files: dict[str, bytes], previous: Package | None) -> tuple[Fault, ...]:
    try:
        load(files, FOLDER, previous)
    except PackageFaults as found:
        return found.faults
    return ()


def test_a_logo_that_went_is_missed() -> None:
    logo = {"branding.json": b'{"logo": "logo.svg"}', "assets/logo.svg": b"<svg/>"}
    before = load(BEFORE | logo, FOLDER)

    files = {path: body for path, body in (BEFORE | logo).items() if path != "assets/logo.svg"}

    assert [fault.file for fault in faults_of(files, before)] == ["branding.json"]


def test_changes_one_after_another_do_not_bring_back_what_was() -> None:
    package = load(BEFORE, FOLDER)
    for maximum in (20, 10, 30):
        schema = json.loads(BEFORE["schema.json"])
        schema["properties"]["days"]["maximum"] = maximum
        package = load({**BEFORE, "schema.json": json.dumps(schema).encode()}, FOLDER, package)

        assert package.schema.is_valid({"action": "approve", "days": maximum})
        assert not package.schema.is_valid({"action": "approve", "days": maximum + 1})


def test_a_new_stylesheet_leaves_all_else_as_it_was() -> None:
    before = load(BEFORE, FOLDER)

    after = load(changed(CHANGES["a stylesheet"]), FOLDER, before)

    assert after.templates is before.templates
    assert after.texts is before.texts
    assert after.assets["style.css"].body != before.assets["style.css"].body


def test_a_stylesheet_that_cannot_be_served_is_told() -> None:
    with pytest.raises(PackageFaults, match=r"assets/style\.css"):
        load(BEFORE | {"assets/style.css": b"/" * (MAX_ASSET_BYTES + 1)}, FOLDER, load(BEFORE, FOLDER))


def test_an_image_that_a_block_shows_and_that_went_is_told() -> None:
    block = {"type": "image", "title": "Map", "before": "kind", "asset": "map.png", "alt": "A map"}
    ui = json.loads(FILES["ui.json"]) | {"blocks": [block]}
    files = BEFORE | {"ui.json": json.dumps(ui).encode(), "assets/map.png": b"\x89PNG"}
    before = load(files, FOLDER)

    with pytest.raises(PackageFaults, match=r"there is no assets/map\.png"):
        load({path: body for path, body in files.items() if path != "assets/map.png"}, FOLDER, before)
