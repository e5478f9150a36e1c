"""No text of an author, a workflow or a person becomes markup or template code, wherever it stands."""

from typing import Any

import pytest

from renderer.form.validate import FieldError
from renderer.package import Package
from renderer.page import render_done, render_page
from tests.renderer.form.browser import Page
from tests.renderer.form.making import make, send, view
from tests.support.hostile import STRINGS


def _schema(texts: list[str]) -> dict[str, Any]:
    """A property for every text, which stands wherever a schema holds text."""
    kinds: list[dict[str, Any]] = [
        {"type": "string"},
        {"type": "string", "maxLength": 4000},
        {"type": "boolean"},
        {"type": "object", "properties": {"inner": {"type": "string"}}},
        {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "properties": {"x": {"type": "string"}}},
        },
    ]
    fields = {}
    for number, text in enumerate(texts):
        choice = {"oneOf": [{"const": text, "title": text}, {"const": f"other {number}", "title": text}]}
        kind = [*kinds, choice, {"type": "array", "items": {"enum": [text, "other"]}}][number % 7]
        fields[f"p{number}"] = {**kind, "title": text, "description": text}
    return {"properties": fields}


def _package(texts: list[str]) -> Package:
    return make(
        _schema(texts),
        title=texts[0],
        ui={"groups": [{"title": texts[1], "help": texts[2], "fields": ["p0"]}]},
    )


def test_texts_of_a_schema_stay_texts() -> None:
    hostile = Page(render_page(_package(STRINGS), view()))
    harmless = Page(render_page(_package([f"text {n}" for n in range(len(STRINGS))]), view()))

    assert hostile.skeleton() == harmless.skeleton()
    assert hostile.one("label", **{"for": "f-p0"}).text == f"{' '.join(STRINGS[0].split())} (optional)"


def test_answers_stay_answers() -> None:
    """In every kind of control, after an error as well; what is shown is exactly what was typed."""
    package = make({"properties": {f"p{n}": {"type": "string"} for n in range(len(STRINGS))}})
    answers = {f"p{n}": text for n, text in enumerate(STRINGS)}
    errors = [FieldError(f"/p{n}", "pattern", text) for n, text in enumerate(STRINGS)]

    page = Page(render_page(package, view(answers, errors=errors)))
    harmless = Page(
        render_page(package, view({}, errors=[FieldError(e.pointer, "x", "wrong") for e in errors]))
    )

    assert page.skeleton() == harmless.skeleton()
    assert [page.by_id(f"f-p{n}")["value"] for n in range(len(STRINGS))] == STRINGS


def test_texts_come_back_from_a_textarea() -> None:
    """Without what no control gives back: carriage returns, and space around."""
    texts = [text.strip() for text in STRINGS if "\r" not in text]
    package = make(
        {"properties": {f"p{n}": {"type": "string", "maxLength": 9999} for n in range(len(texts))}}
    )
    answers = {f"p{n}": text for n, text in enumerate(texts)}

    assert send(package, Page(render_page(package, view(answers)))) == answers


def test_the_context_stays_data() -> None:
    """Starting values, choices, a currency, and the viewer's name."""
    names = [f"p{n}" for n in range(len(STRINGS))]
    fields = {name: {"type": "string"} for name in [*names, "pick"]} | {"sum": {"type": "number"}}
    starts: dict[str, object] = {f"/{name}": {"prefill": f"/{name}"} for name in names}
    amount = {"widget": "money", "currency_from": "/p0"}
    ui = {"fields": {**starts, "/pick": {"options_from": "/all"}, "/sum": amount}}
    options = [{"value": text, "title": text} for text in STRINGS]
    hostile = dict(zip(names, STRINGS, strict=True)) | {"all": options}
    package = make({"properties": fields}, ui=ui, context=hostile)

    page = Page(render_page(package, view(context=hostile, viewer=STRINGS[0])))
    harmless = Page(
        render_page(package, view(context=dict.fromkeys(names, "x") | {"all": ["x"] * len(STRINGS)}))
    )

    assert page.skeleton() == harmless.skeleton()
    assert [page.by_id(f"f-{name}")["value"] for name in names] == STRINGS
    assert [option["value"] for option in page.by_id("f-pick").children[1:]] == STRINGS


@pytest.mark.parametrize("name", [text for text in STRINGS if text[0] != "$"][::25])
def test_a_property_may_be_called_anything(name: str) -> None:
    row = {"type": "object", "properties": {name: {"type": "string"}}}
    package = make({"properties": {name: {"type": "string"}, "rows": {"type": "array", "items": row}}})
    answers = {name: "one", "rows": [{name: "two"}]}

    page = Page(render_page(package, view(answers)))

    assert send(package, page) == answers
    ids = [element["id"] for element in page.root.walk() if "id" in element]
    assert len(ids) == len(set(ids))
    assert not any(character.isspace() for identifier in ids for character in identifier)


def test_conditions_on_hostile_choices_stay_inside_their_style_sheet() -> None:
    hostile = [text for text in STRINGS if "\0" not in text]
    rules = [
        {"if": {"properties": {"kind": {"const": text}}, "required": ["kind"]},
         "then": {"properties": {f"p{n}": {"type": "string"}}}}
        for n, text in enumerate(hostile)
    ]  # fmt: skip
    package = make({"properties": {"kind": {"enum": hostile}}, "allOf": rules})

    page = Page(render_page(package, view()))

    style = "".join(page.one("style").texts)
    assert style.count('[data-when="') == len(hostile)
    assert "<" not in package.templates.css
    assert len(page.all("style")) == 1
    assert len(page.all("script")) == 1


def test_texts_of_a_locale_stay_texts_on_the_done_page() -> None:
    for text in STRINGS[::20]:
        package = make({}, texts={"done.submitted.text": text, "done.submitted.title": text}, title=text)

        page = Page(render_done(package, view(status="submitted")))

        assert page.one("h1").text == " ".join(text.split())
        assert len(page.all("script")) == 1
