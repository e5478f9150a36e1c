"""Which control a schema gets, and what it says about itself."""

from typing import Any

import pytest

from renderer.form.validate import FieldError
from tests.renderer.form.browser import Element
from tests.renderer.form.making import draw, make, properties


def control(schema: dict[str, Any], ui: dict[str, Any] | None = None) -> Element:
    page = draw(make(properties(x=schema), ui={"fields": {"/x": ui}} if ui else None))
    return page.by_id("f-x")


@pytest.mark.parametrize(
    ("schema", "ui", "tag", "type_"),
    [
        ({"type": "string"}, None, "input", "text"),
        ({"type": "string", "maxLength": 200}, None, "input", "text"),
        ({"type": "string", "maxLength": 201}, None, "textarea", None),
        ({"type": "string"}, {"widget": "textarea"}, "textarea", None),
        ({"type": "string"}, {"widget": "tel"}, "input", "tel"),
        ({"type": "string", "format": "email"}, None, "input", "email"),
        ({"type": "string", "format": "uri"}, None, "input", "url"),
        ({"type": "string", "format": "date"}, None, "input", "date"),
        ({"type": "string", "format": "time"}, None, "input", "time"),
        ({"type": "string", "format": "date-time"}, None, "input", "datetime-local"),
        ({"type": "string", "format": "duration"}, None, "input", "text"),
        ({"type": "number"}, None, "input", "text"),
        ({"type": "integer"}, {"widget": "money"}, "input", "text"),
        ({"type": "boolean"}, None, "input", "checkbox"),
        ({"type": "boolean", "const": True}, None, "input", "checkbox"),
        ({"type": "boolean"}, {"widget": "radio"}, "input", "radio"),
        ({"enum": ["a", "b", "c", "d"]}, None, "input", "radio"),
        ({"enum": ["a", "b", "c", "d", "e"]}, None, "select", None),
        ({"oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]}, {"widget": "select"}, "select", None),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, None, "input", "checkbox"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, None, "input", "text"),
        ({"type": ["string", "null"]}, None, "input", "text"),
        ({"type": "object", "properties": {"y": {"type": "string"}}}, None, "fieldset", None),
        ({"type": "array", "items": {"type": "string"}}, None, "fieldset", None),
    ],
)
def test_a_schema_gets_its_control(
    schema: dict[str, Any], ui: dict[str, Any] | None, tag: str, type_: str | None
) -> None:
    drawn = control(schema, ui)

    assert (drawn.tag, drawn.attributes.get("type")) == (tag, type_)


@pytest.mark.parametrize(("schema", "must"), [({"type": "boolean"}, False), ({"const": True}, True)])
def test_only_a_box_that_must_be_ticked_is_asked_for_by_the_browser(
    schema: dict[str, Any], must: bool
) -> None:
    """Unticked is an answer, where the schema takes `false`."""
    page = draw(make({**properties(x=schema), "required": ["x"]}))

    assert ("required" in page.by_id("f-x").attributes) is must


def test_numbers_get_the_keyboard_that_has_what_they_need() -> None:
    assert control({"type": "number", "minimum": 0})["inputmode"] == "decimal"
    assert control({"type": "integer", "exclusiveMinimum": 0})["inputmode"] == "numeric"
    assert "inputmode" not in control({"type": "number"})
    assert "inputmode" not in control({"type": "integer", "minimum": -3})


def test_a_constant_is_not_drawn_and_not_posted() -> None:
    page = draw(make(properties(x={"const": 7}, y={"type": "string"})))

    assert [name for name, _ in page.controls()] == ["$key", "$manner", "y"]


def test_help_and_error_belong_to_the_control() -> None:
    package = make(properties(x={"type": "string", "description": "As printed."}, y={"type": "string"}))
    errors = [FieldError("/x", "required", "Fill it in."), FieldError("/y", "required", "And this.")]

    usual, wrong = draw(package), draw(package, {}, errors=errors)

    assert usual.by_id("f-x")["aria-describedby"] == "h-x"
    assert "aria-invalid" not in usual.by_id("f-x")
    assert "aria-describedby" not in usual.by_id("f-y")
    assert wrong.by_id("f-x")["aria-describedby"] == "h-x e-x"
    assert wrong.by_id("f-x")["aria-invalid"] == "true"
    assert wrong.by_id("e-x").text == "Error: Fill it in."
    assert wrong.by_id("f-y")["aria-describedby"] == "e-y"


def test_what_may_be_left_out_says_so() -> None:
    schema = properties(must={"type": "string"}, may={"type": "string"}, then={"type": "string"})
    package = make({**schema, "required": ["must"], "dependentRequired": {"may": ["then"]}})

    page = draw(package)

    labels = {label["for"]: label.text for label in page.all("label")}
    assert labels == {"f-must": "Must", "f-may": "May (optional)", "f-then": "Then"}
    assert "required" in page.by_id("f-must")
    assert "required" not in page.by_id("f-then")


def test_amounts_stand_beside_their_currency() -> None:
    schema = properties(fixed={"type": "number", "multipleOf": 0.01}, told={"type": "number"})
    ui = {
        "fields": {
            "/fixed": {"widget": "money", "currency": "CHF"},
            "/told": {"widget": "money", "currency_from": "/order/currency"},
        }
    }
    context = {"order": {"currency": "GBP"}}

    page = draw(make(schema, ui=ui, context=context), {"fixed": 12.5, "told": 3}, context=context)

    assert (page.by_id("u-fixed").text, page.by_id("f-fixed")["value"]) == ("CHF", "12.50")
    assert (page.by_id("u-told").text, page.by_id("f-told")["value"]) == ("GBP", "3")
    assert page.by_id("f-told")["aria-describedby"] == "u-told"


def test_a_form_starts_from_the_draft_then_the_context_then_the_schema() -> None:
    schema = properties(
        a={"type": "string", "default": "schema"}, b={"type": "string", "default": "schema"},
        c={"type": "string", "default": "schema"},
    )  # fmt: skip
    ui = {"fields": {"/a": {"prefill": "/known"}, "/b": {"prefill": "/known"}, "/c": {"prefill": "/unknown"}}}
    package = make(schema, ui=ui, context={"known": "context", "unknown": ""})

    page = draw(package, {"a": "draft"}, context={"known": "context"})

    assert dict(page.answers()) == {"a": "draft", "b": "context", "c": "schema"}


def test_a_cleared_field_stays_clear() -> None:
    package = make(
        properties(a={"type": "string"}), ui={"fields": {"/a": {"prefill": "/a"}}}, context={"a": "x"}
    )

    page = draw(package, {"a": ""}, context={"a": "x"})

    assert page.by_id("f-a")["value"] == ""


def test_choices_of_the_context() -> None:
    schema = properties(one={"type": "string"}, some={"type": "array", "items": {"type": "string"}})
    ui = {
        "fields": {
            "/one": {"widget": "radio", "options_from": "/teams"},
            "/some": {"options_from": "/teams"},
        }
    }
    teams = ["North", {"value": "s", "title": "South"}]

    page = draw(
        make(schema, ui=ui, context={"teams": teams}),
        {"one": "s", "some": ["North"]},
        context={"teams": teams},
    )

    assert page.answers() == [("one", "s"), ("some", "North")]
    assert [element.text for element in page.all("label", class_="tile")] == ["North", "South"] * 2
    assert [element["id"] for element in page.all("input", name="one")] == ["f-one", "f-one--1"]


def test_fields_stand_in_the_order_of_ui_and_in_its_groups() -> None:
    schema = properties(
        a={"type": "string"}, b={"type": "string"}, c={"type": "string"}, d={"type": "string"}
    )
    ui = {"order": ["d", "a"], "groups": [{"title": "Together", "help": "Both.", "fields": ["c", "a"]}]}

    page = draw(make(schema, ui=ui))

    assert [name for name, _ in page.answers()] == ["d", "c", "a", "b"]
    group = page.one(role="group")
    assert page.by_id(group["aria-labelledby"]).text == "Together"
    assert [element["name"] for element in group.walk() if element.tag == "input"] == ["c", "a"]


def test_groups_and_rows_start_from_the_context_as_a_whole() -> None:
    address = {"type": "object", "properties": {"city": {"type": "string"}}}
    schema = properties(home=address, stays={"type": "array", "items": address})
    ui = {"fields": {"/home": {"prefill": "/person/home"}, "/stays": {"prefill": "/person/stays"}}}
    context = {"person": {"home": {"city": "Bern"}, "stays": [{"city": "Graz"}, {"city": "Ulm"}]}}

    page = draw(make(schema, ui=ui, context=context), context=context)

    assert page.answers() == [("home/city", "Bern"), ("stays/0/city", "Graz"), ("stays/1/city", "Ulm")]
