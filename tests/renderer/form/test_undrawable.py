"""What of a schema has no control is named, with its place and a way out."""

from typing import Any

import pytest

from renderer.form.build import build_form
from renderer.ui import Ui

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "at", "why"),
    [
        ({"properties": {"x": {}}}, "/properties/x", "type is not stated"),
        ({"properties": {"x": {"type": ["string", "integer"]}}}, "/properties/x", "string and integer"),
        ({"properties": {"x": {"type": "object"}}}, "/properties/x", "properties are not named"),
        ({"properties": {"x": {"type": "array"}}}, "/properties/x", "add 'items'"),
        ({"properties": {"x": {"type": "array", "prefixItems": [TEXT], "items": TEXT}}}, "/properties/x",
         "'items': false"),
        ({"properties": {"x": {"type": "array", "prefixItems": [{"type": "array", "items": TEXT}]}}},
         "/properties/x", "more than one value"),
        ({"properties": {"x": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}}}},
         "/properties/x", "list of objects"),
        ({"properties": {"y": TEXT}, "additionalProperties": TEXT}, "/additionalProperties", "of their own"),
        ({"properties": {"x": {"enum": [{"a": 1}]}}}, "/properties/x", "cannot be an object"),
        ({"properties": {"x": {"enum": ["1", 1]}}}, "/properties/x", "look the same"),
        ({"properties": {"$x": TEXT}}, "/properties/$x", "choose another"),
        ({"properties": {"*": TEXT}}, "/properties/*", "choose another"),
        ({"properties": {"a-b": TEXT, "a": {"type": "object", "properties": {"b": TEXT}}}},
         "/properties/a/properties/b", "too like another"),
        ({"anyOf": [{"properties": {"x": TEXT}}, {"properties": {"y": TEXT}}]}, "/anyOf", "'if'"),
        ({"oneOf": [{"properties": {"x": {"const": 1}}}, {"properties": {"x": {"const": 1}}}]}, "/oneOf",
         "tells"),
        ({"patternProperties": {"^x": TEXT}}, "/patternProperties", "of their own"),
        ({"$defs": {"n": {"type": "object", "required": ["n"],
           "properties": {"n": {"$ref": "#/$defs/n"}}}},
          "properties": {"x": {"$ref": "#/$defs/n"}}}, "/$defs/n/properties/n", "without end"),
        ({"properties": {"x": {"$ref": "#/properties/x"}}}, "/properties/x", "refers to itself"),
        ({"properties": {"x": {"type": "object", "properties": {"y": TEXT}}},
          "if": {"required": ["x"]}, "then": {"properties": {"x": {"properties": {"z": TEXT}}}}},
         "/then/properties/x/properties/z", "into that object"),
    ],
)  # fmt: skip
def test_a_place_without_a_control(schema: dict[str, Any], at: str, why: str) -> None:
    form = build_form({"type": "object", **schema}, Ui())

    assert [place.pointer for place in form.undrawable] == [at]
    assert why in form.undrawable[0].why


@pytest.mark.parametrize(
    ("schema", "widget", "why"),
    [
        (TEXT, "checkbox", "does not fit"),
        (TEXT, "select", "has no choices"),
        ({"type": "integer"}, "date", "does not fit"),
        ({"type": "array", "items": TEXT}, "text", "does not fit a list"),
    ],
)
def test_a_widget_that_does_not_fit(schema: dict[str, Any], widget: str, why: str) -> None:
    ui = Ui.model_validate({"fields": {"/x": {"widget": widget}}})

    form = build_form({"properties": {"x": schema}}, ui)

    assert [place.pointer for place in form.undrawable] == ["/properties/x"]
    assert why in form.undrawable[0].why


def test_references_are_followed_and_what_stands_beside_them_wins() -> None:
    schema = {
        "$defs": {"money": {"type": "number", "minimum": 0, "title": "Money"}},
        "properties": {"x": {"$ref": "#/$defs/money", "title": "Total"}},
    }

    form = build_form(schema, Ui())

    field = form.root.children[0]
    assert (field.kind, field.title, field.schema["minimum"]) == ("number", "Total", 0)
    assert form.undrawable == ()
