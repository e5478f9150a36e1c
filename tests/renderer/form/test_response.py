"""From what a person typed to what is sent: types, blanks, constants, and what does not apply."""

from typing import Any

import pytest

from renderer.form.response import to_response
from tests.renderer.form.making import Json, make, properties

TEXT = {"type": "string"}


def response(schema: Json, answers: Json, **given: Any) -> dict[str, Any]:
    context = given.get("context")
    return to_response(make(schema, **given), dict(answers), context or {})


@pytest.mark.parametrize(
    ("schema", "typed", "value"),
    [
        ({"type": "integer"}, " 12 ", 12),
        ({"type": "integer"}, "-0", 0),
        ({"type": "integer"}, "1.0", 1.0),
        ({"type": "number"}, "12.50", 12.5),
        ({"type": "number"}, ".5", 0.5),
        ({"type": "number"}, "1e3", 1000.0),
        ({"type": "number"}, "12,50", "12,50"),
        ({"type": "number"}, "1_000", "1_000"),
        ({"type": "number"}, "NaN", "NaN"),
        ({"type": "number"}, "Infinity", "Infinity"),
        ({"type": "number"}, "1e999", "1e999"),
        ({"type": "number"}, "٣", "٣"),
        ({"type": "integer"}, "9" * 30, "9" * 30),
        ({"type": "integer"}, "9" * 5000, "9" * 5000),
        (TEXT, "  Ada  ", "Ada"),
        ({"enum": [1, "1.5", True]}, "1", 1),
        ({"enum": [1, "1.5", True]}, "true", True),
        ({"enum": [1, "1.5", True]}, "other", "other"),
        ({"type": "string", "format": "date-time"}, "2026-03-01T09:30", "2026-03-01T09:30:00Z"),
        ({"type": "string", "format": "date-time"}, "2026-03-01T09:30:15.5", "2026-03-01T09:30:15.5Z"),
        ({"type": "string", "format": "date-time"}, "2026-03-01T09:30:00+01:00", "2026-03-01T09:30:00+01:00"),
        ({"type": "string", "format": "date-time"}, "tomorrow", "tomorrow"),
        ({"type": "string", "format": "time"}, "09:30", "09:30:00Z"),
        ({"type": "boolean"}, "true", True),
        ({"type": "boolean"}, "", False),
        ({"type": "boolean"}, "on", False),
    ],
)  # fmt: skip
def test_typed_text_becomes_a_value(schema: dict[str, Any], typed: str, value: Any) -> None:
    got = response(properties(x=schema), {"x": typed})

    assert got == {"x": value}
    assert type(got["x"]) is type(value)


@pytest.mark.parametrize("blank", [None, "", [], {}])
@pytest.mark.parametrize(
    "schema",
    [TEXT, {"type": "number"}, {"enum": ["a"]}, {"type": "array", "items": TEXT},
     {"type": "object", "properties": {"y": TEXT, "z": {"type": "boolean"}}}],
)  # fmt: skip
def test_what_was_left_blank_is_left_out(schema: dict[str, Any], blank: Any) -> None:
    if blank != {} or schema.get("type") == "object":
        assert response(properties(x=schema), {"x": blank}) == {}


def test_space_alone_is_no_answer() -> None:
    assert (
        response(properties(x=TEXT, y={"type": "string", "maxLength": 999}), {"x": "  ", "y": " \n\t"}) == {}
    )


def test_what_is_required_is_there_in_its_emptiest_form() -> None:
    schema = properties(
        text=TEXT,
        perhaps={"type": ["string", "null"]},
        rows={"type": "array", "items": TEXT},
        group={"type": "object", "properties": {"y": TEXT, "z": {"type": "boolean"}}},
    )

    got = response({**schema, "required": ["text", "perhaps", "rows", "group"]}, {})

    assert got == {"perhaps": None, "rows": [], "group": {"z": False}}


def test_a_box_that_must_be_ticked_is_missing_when_it_is_not() -> None:
    assert response(properties(terms={"type": "boolean", "const": True}), {"terms": False}) == {}


def test_constants_are_filled_in_by_the_server() -> None:
    schema = properties(version={"const": "2026-01"}, order={"type": "string"}, plain=TEXT)
    ui = {"fields": {"/order": {"widget": "hidden", "prefill": "/order/id"}}}

    got = response(schema, {"version": "forged", "order": "forged"}, ui=ui, context={"order": {"id": "A-17"}})

    assert got == {"version": "2026-01", "order": "A-17"}


def test_choices_of_the_context_keep_their_type() -> None:
    ui = {"fields": {"/team": {"options_from": "/teams"}, "/some": {"options_from": "/teams"}}}
    schema = properties(team={"type": "integer"}, some={"type": "array", "items": {"type": "integer"}})
    context = {"teams": [{"value": 1, "title": "One"}, {"value": 2, "title": "Two"}]}

    assert response(schema, {"team": "2", "some": ["1", "2"]}, ui=ui, context=context) == {
        "team": 2,
        "some": [1, 2],
    }


KIND = {"enum": ["private", "business"]}
IF_BUSINESS = {"properties": {"kind": {"const": "business"}}, "required": ["kind"]}


def test_what_a_condition_brings_is_dropped_without_it() -> None:
    schema = {
        **properties(kind=KIND),
        "if": IF_BUSINESS,
        "then": properties(vat=TEXT),
        "else": properties(born=TEXT),
    }
    answers = {"vat": "AT1", "born": "1990"}

    assert response(schema, {"kind": "business", **answers}) == {"kind": "business", "vat": "AT1"}
    assert response(schema, {"kind": "private", **answers}) == {"kind": "private", "born": "1990"}
    assert response(schema, answers) == {"born": "1990"}


def test_what_a_condition_forbids_is_dropped_under_it() -> None:
    schema = {**properties(kind=KIND, vat=TEXT), "if": IF_BUSINESS, "else": {"properties": {"vat": False}}}

    assert response(schema, {"kind": "business", "vat": "AT1"}) == {"kind": "business", "vat": "AT1"}
    assert response(schema, {"kind": "private", "vat": "AT1"}) == {"kind": "private"}


def test_what_does_not_apply_has_no_say_in_what_applies() -> None:
    """`size` shows for a business, `plan` for a large one: a hidden `size` brings no `plan`."""
    schema = {
        **properties(kind=KIND),
        "allOf": [
            {
                "if": {**properties(size={"const": "large"}), "required": ["size"]},
                "then": properties(plan=TEXT),
            },
            {"if": IF_BUSINESS, "then": properties(size={"enum": ["small", "large"]})},
        ],
    }
    answers = {"size": "large", "plan": "gold"}

    assert response(schema, {"kind": "business", **answers}) == {"kind": "business", **answers}
    assert response(schema, {"kind": "private", **answers}) == {"kind": "private"}


def test_conditions_within_conditions_groups_and_rows() -> None:
    inner = {"if": {"properties": {"a": {"const": True}}, "required": ["a"]}, "then": properties(b=TEXT)}
    part = {"type": "object", **properties(a={"type": "boolean"}), **inner}
    schema = {**properties(kind=KIND, rows={"type": "array", "items": part}), "if": IF_BUSINESS,
              "then": {**properties(part=part)}}  # fmt: skip
    yes, no = {"a": True, "b": "x"}, {"a": False, "b": "x"}

    got = response(schema, {"kind": "business", "part": no, "rows": [yes, no]})

    assert got == {"kind": "business", "rows": [yes, {"a": False}], "part": {"a": False}}


def test_dependent_schemas_follow_what_is_answered() -> None:
    schema = {**properties(card=TEXT, box={"type": "boolean"}),
              "dependentSchemas": {"card": properties(name=TEXT), "box": properties(more=TEXT)}}  # fmt: skip
    answers = {"name": "Ada", "more": "x"}

    assert response(schema, {"card": "1", "box": True, **answers}) == {"card": "1", "box": True, **answers}
    assert response(schema, {"card": "", "box": False, **answers}) == {}


def test_the_pressed_button_counts_as_an_answer() -> None:
    schema = {
        **properties(action={"enum": ["yes", "no"]}),
        "if": {"properties": {"action": {"const": "no"}}, "required": ["action"]},
        "then": properties(why=TEXT),
    }
    actions = ['id = "yes"\ntitle = "Y"', 'id = "no"\ntitle = "N"']

    assert response(schema, {"action": "no", "why": "x"}, actions=actions) == {"action": "no", "why": "x"}
    assert response(schema, {"action": "yes", "why": "x"}, actions=actions) == {"action": "yes"}


def test_typed_answers_of_a_draft_stay_as_they_are() -> None:
    schema = properties(n={"type": "number"}, b={"type": "boolean"}, l={"type": "array", "items": TEXT})

    assert response(schema, {"n": 0, "b": True, "l": ["x"]}) == {"n": 0, "b": True, "l": ["x"]}


def test_answers_of_a_wrong_shape_are_kept_for_the_schema_to_refuse() -> None:
    schema = properties(o={"type": "object", **properties(x=TEXT)}, l={"type": "array", "items": TEXT})

    assert response(schema, {"o": "text", "l": {"a": 1}}) == {"o": "text", "l": {"a": 1}}
