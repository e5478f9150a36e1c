"""The page around a form, drawn once for many requests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.form.holes import MARK
from renderer.form.validate import validate
from renderer.package import Package, load
from renderer.page import View, render_page, template_context
from tests.renderer.form.law import law
from tests.renderer.form.making import make, properties, view
from tests.renderer.good import FILES, FOLDER, as_bytes

NASTY = st.text(st.sampled_from("ab<>&\"'{}%# \u202e\u05d0value:0end"), max_size=12)


@pytest.fixture(scope="module")
def package() -> Package:
    return load(as_bytes(FILES), FOLDER)


def drawn_again(package: Package, shown: View) -> str:
    return package.templates.page.render(template_context(package, shown))


@law
@given(name=NASTY, nonce=NASTY, key=NASTY, url=NASTY, who=NASTY)
def test_every_value_of_a_request_is_its_own(
    package: Package, name: str, nonce: str, key: str, url: str, who: str
) -> None:
    shown = view(context={"employee": who}, viewer=name, nonce=nonce, key=key, url=url)

    assert render_page(package, shown) == drawn_again(package, shown)


@law
@given(title=NASTY.filter(str.strip), field=NASTY, intro=NASTY)
def test_what_an_author_writes_is_text(title: str, field: str, intro: str) -> None:
    package = make({**properties(a={"type": "string", "title": field}), "description": intro}, title=title)

    assert render_page(package, view()) == drawn_again(package, view())


def test_what_was_drawn_holds_nothing_of_a_person(package: Package) -> None:
    first = view(
        {"days": 3}, {"employee": "Grace"}, viewer="Grace Hopper", nonce="s3cret", key="k3y", url="/x"
    )
    render_page(package, first)

    html = render_page(package, view(viewer="Ada", nonce="other", key="other"))

    for own in ("Grace", "s3cret", "k3y", '"/x"'):
        assert own not in html


def test_a_page_like_another_is_not_drawn_again(package: Package) -> None:
    shapes = [view(), view(theme="dark"), view(viewer=""), view(notices=("saved",))]
    for shown in shapes:
        render_page(package, shown)
    drawn = dict(package._around)

    for shown in (view({"days": 3}, {"employee": "Grace"}, nonce="other", viewer="Bo"), *shapes):
        render_page(package, shown)

    assert dict(package._around) == drawn


def test_shapes_without_end_are_not_kept_without_end(package: Package) -> None:
    for number in range(200):
        render_page(package, view(asset_digest=str(number)))

    assert len(package._around) <= 64


def test_what_looks_like_a_hole_is_none() -> None:
    title = f"Leave{MARK}value:0{MARK}{MARK}brought:3{MARK}"
    package = make(properties(a={"type": "string"}), title="t:title", texts={"title": title})

    page = render_page(package, view(nonce="n0nce-n0nce-n0nce-n0nce"))

    assert "<title>Leavevalue:0brought:3</title>" in page


BLOCKS = [
    "{% block title %}{{ ctx.who }}{% endblock %}",
    "{% block title %}{{ super() }}: {{ ctx.who }}{% endblock %}{% block content %}{{ form }}{% endblock %}",
    "{% block intro %}{{ super() }}<p>{{ self.title() }}</p>{% endblock %}",
    "{% block head %}<meta name='a' content='{{ page.nonce }}'>{% endblock %}",
    "{% block errors %}<b>{{ form.errors }}</b>{% endblock %}{% block footer %}{{ t('a') }}{% endblock %}",
    "{% block after %}{% include 'part.html' %}{% endblock %}",
    "{% set who = ctx.who %}{% block before %}{{ who }}{% endblock %}",
    "{% block before %}{% block inner %}1{% endblock %}{% endblock %}"
    "{% block content %}{{ self.inner() }}{% endblock %}",
    "{% from 'part.html' import box with context %}{% block content %}{{ box(form) }}{% endblock %}",
]


@pytest.mark.parametrize("errors", [False, True])
@pytest.mark.parametrize("blocks", BLOCKS)
def test_a_template_may_bring_any_block(blocks: str, errors: bool) -> None:
    part = "{% macro box(x) %}[{{ x }}{{ page.title }}]{% endmacro %}<p>{{ ctx.who }}</p>"
    package = make(
        {**properties(a={"type": "string"}), "required": ["a"]},
        templates={"page.html": '{% extends "base.html" %}' + blocks, "part.html": part},
        context={"who": "Bo"}, texts={"a": "A"},
    )  # fmt: skip
    found = validate(package, {}, {}, "en") if errors else []
    for who in ("<Bo>", "Al"):
        shown = view({}, {"who": who}, found, viewer=who)

        assert render_page(package, shown) == drawn_again(package, shown)


def test_a_page_that_extends_nothing_is_all_the_authors() -> None:
    package = make(
        properties(a={"type": "string"}), templates={"page.html": "<p>{{ page.title }}</p>{{ form }}"}
    )

    assert render_page(package, view()).startswith("<p>Sample</p><form")
