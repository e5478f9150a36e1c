"""The packages that ship: no faults, every example renders, every submission gets its verdict."""

import re
from dataclasses import replace
from typing import Any

from renderer.fixtures import Fixture, Submission
from renderer.form.decode import decode
from renderer.form.response import to_response
from renderer.form.validate import validate
from renderer.package import Package, load_folder
from renderer.page import PageInfo, View, render_done, render_page
from tests.packages.conftest import FOLDERS, PACKAGES
from tests.packages.markup import Markup

Page = tuple[Package, Fixture, str]
Tried = tuple[Package, Fixture, Submission]

TYPED = {"text", "textarea", "email", "url", "tel", "date", "time", "datetime"}
INFO = PageInfo(url="/i/w/n/e", asset_root="/i/-/", nonce="n0nce-n0nce-n0nce-n0nce", key="k")


def test_four_packages_ship() -> None:
    assert FOLDERS == [
        "interface-customer-reg",
        "interface-expense-approval",
        "interface-incident-report",
        "interface-invoice",
    ]


def test_the_readme_tells_of_every_package() -> None:
    readme = (PACKAGES / "README.md").read_text("utf-8")
    assert sorted(re.findall(r"^\| `(interface-[a-z-]+)`", readme, re.MULTILINE)) == FOLDERS


def test_a_package_has_no_faults(folder: str) -> None:
    package = load_folder(PACKAGES / folder)
    assert package.name == f"@webapp/{folder}"
    more = ("fr", "ar") if folder in ("interface-incident-report", "interface-invoice") else ()
    assert package.manifest.locales == ("en", "de", *more)


def test_a_package_shows_what_it_must_cope_with(folder: str) -> None:
    fixtures = load_folder(PACKAGES / folder).fixtures
    assert {"default", "nasty"} < set(fixtures)
    for fixture in fixtures.values():
        verdicts = {submission.valid for submission in fixture.submissions}
        assert verdicts == {True, False}, f"{fixture.id} tries only one verdict"


def test_a_page_is_sound(page: Page) -> None:
    package, fixture, locale = page

    markup = Markup(render_page(package, _view(fixture, locale, fixture.draft)))

    assert list(markup.complaints()) == []
    assert package.texts[locale]("title") in markup.text


def test_a_page_says_every_error_and_keeps_what_was_typed(submission: Tried) -> None:
    package, fixture, tried = submission
    for locale in package.manifest.locales:
        errors = validate(package, tried.data, fixture.context, locale)

        page = render_page(package, _view(fixture, locale, tried.data, errors=errors))

        markup = Markup(page)
        assert list(markup.complaints()) == []
        assert all(error.message in markup.text for error in errors)
        assert all(markup.holds(text) for text in _typed(package, tried.data))


def test_the_page_after_submission_is_sound(page: Page) -> None:
    package, fixture, locale = page
    view = replace(_view(fixture, locale, None), page=replace(INFO, status="submitted"))

    markup = Markup(render_done(package, view))

    assert list(markup.complaints()) == []
    assert not any(tag == "form" for tag, _ in markup.elements)


def test_a_package_adds_to_the_page_after_submission() -> None:
    package = load_folder(PACKAGES / "interface-invoice")
    view = _view(package.default_fixture, "en", None)
    thanks, added = package.texts["en"]("done.submitted.title"), "Lindqvist Office Supplies Ltd is on its way"

    submitted = Markup(render_done(package, replace(view, page=replace(INFO, status="submitted")))).text
    expired = Markup(render_done(package, replace(view, page=replace(INFO, status="expired")))).text

    assert thanks in submitted
    assert added in submitted
    assert added not in expired


def test_a_submission_gets_its_verdict(submission: Tried) -> None:
    package, fixture, tried = submission
    for locale in package.manifest.locales:
        found = validate(package, tried.data, fixture.context, locale)

        expected = {(error.pointer, error.keyword) for error in tried.errors}
        assert {(error.pointer, error.keyword) for error in found} == expected
        assert not tried.valid or not found


def test_an_accepted_response_survives_the_form(submission: Tried) -> None:
    """A browser posts text; what comes out is the typed response again."""
    package, fixture, tried = submission
    if tried.valid:
        assert to_response(package, decode(package, _posted(tried.data)), fixture.context) == tried.data


def _view(fixture: Fixture, locale: str, answers: dict[str, Any] | None, **more: Any) -> View:
    return View(locale, fixture.context, fixture.viewer, INFO, answers, **more)


def _posted(value: Any, name: str = "") -> list[tuple[str, str]]:
    """The pairs a browser would post for a response."""
    if isinstance(value, dict):
        return [pair for key, item in value.items() for pair in _posted(item, f"{name}/{key}")]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [pair for number, item in enumerate(value) for pair in _posted(item, f"{name}/{number}")]
    if isinstance(value, list):
        return [pair for item in value for pair in _posted(item, name)]
    if isinstance(value, bool):
        return [(name[1:], "true")] if value else []
    return [(name[1:], str(value))]


def _typed(package: Package, data: dict[str, Any]) -> set[str]:
    """What a person typed into the text fields at the top of the form."""
    answers = (data.get(field.name) for field in package.form.root.children if field.kind in TYPED)
    return {answer for answer in answers if isinstance(answer, str)}
