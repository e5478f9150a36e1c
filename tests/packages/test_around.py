"""The page around a form is drawn once and then filled: byte for byte what drawing it again would give."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from renderer.fixtures import Fixture
from renderer.form.stage import Stage
from renderer.form.steps import flow_of
from renderer.form.validate import validate
from renderer.package import Package
from renderer.page import PageInfo, View, render_confirm, render_done, render_page, template_context

Shown = tuple[Package, Fixture, str]
MOMENT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
INFO = PageInfo(url="/i/a/b/c", asset_root="/i/-/", nonce="n-0nce", key="k3y", files="/i/a/b/c/files/")


def test_the_form(page: Shown) -> None:
    package, fixture, locale = page
    for view in variants(fixture, locale):
        assert render_page(package, view) == drawn_again(package, "page", view)


def test_the_form_with_errors_and_each_of_its_steps(page: Shown) -> None:
    package, fixture, locale = page
    errors = validate(package, {}, fixture.context, locale)
    wrong = replace(view_of(fixture, locale), answers={}, errors=errors)
    flow = flow_of(package, fixture.draft or {}, fixture.context, locale)
    stages = [Stage(flow, at) for at in flow.ids] if package.ui.steps else []

    for view in (wrong, *(replace(view_of(fixture, locale), stage=stage) for stage in stages)):
        assert render_page(package, view) == drawn_again(package, "page", view)


def test_the_pages_after_it(page: Shown) -> None:
    package, fixture, locale = page
    view = replace(view_of(fixture, locale), response=fixture.submissions[0].data)
    confirmed = changed(view, confirming="approve", carried=(("a", "<b>"), ("$key", "k")))
    done = changed(view, status="submitted", submitted_at=MOMENT, next_task="/i/d/e/f?a=1&b=2")

    assert render_done(package, done) == drawn_again(package, "done", done)
    for status in ("expired", "cancelled"):
        view = changed(view, status=status)
        assert render_done(package, view) == drawn_again(package, "done", view)
    if any(action.id == "approve" for action in package.manifest.actions):
        assert render_confirm(package, confirmed) == drawn_again(package, "confirm", confirmed)


def drawn_again(package: Package, name: str, view: View) -> str:
    """The page as its template gives it when nothing was drawn before."""
    drawn: str = getattr(package.templates, name).render(template_context(package, view))
    return drawn


def variants(fixture: Fixture, locale: str) -> Iterator[View]:
    view = view_of(fixture, locale)
    yield view
    yield replace(view, viewer=fixture.viewer.model_copy(update={"name": ""}))
    yield replace(view, viewer=fixture.viewer.model_copy(update={"name": "<b>&'\" ועדה"}))
    yield changed(view, nonce="another", theme="dark", notices=("not-sent", "saved"))
    yield changed(view, sign_in="/signin", autosave=True, asset_digest="0" * 40)


def view_of(fixture: Fixture, locale: str) -> View:
    return View(locale, fixture.context, fixture.viewer, INFO, fixture.draft)


def changed(view: View, **info: Any) -> View:
    return replace(view, page=replace(view.page, **info))
