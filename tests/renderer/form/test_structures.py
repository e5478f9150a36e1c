"""Lists, tuples, maps, and objects of several kinds: drawn, filled in, and told what is wrong."""

from typing import Any

import pytest

from renderer.form.decode import decode
from renderer.form.response import to_response
from renderer.form.rows import apply_operation
from renderer.form.validate import validate
from renderer.package import Package
from tests.renderer.form.making import draw, make, properties, send

TEXT = {"type": "string"}
NUMBER = {"type": "number"}


def told(package: Package, response: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error.pointer, error.keyword) for error in validate(package, response, {}, "en")]


def widget(pointer: str, **ui: Any) -> dict[str, Any]:
    return {"fields": {pointer: ui}}


class TestLines:
    LIST = properties(x={"type": "array", "items": {**TEXT, "minLength": 2}, "maxItems": 3})
    PACKAGE = make(LIST, ui=widget("/x", widget="lines"))

    def test_each_line_is_an_entry(self) -> None:
        page = draw(self.PACKAGE, {"x": ["red", "dark blue"]})

        assert page.answers() == [("x", "red\r\ndark blue")]
        assert send(self.PACKAGE, page) == {"x": ["red", "dark blue"]}

    def test_empty_lines_and_space_around_are_nothing(self) -> None:
        answers = decode(self.PACKAGE, [("x", "\r\n red \r\n\r\nblue")])

        assert to_response(self.PACKAGE, answers, {}) == {"x": ["red", "blue"]}
        assert to_response(self.PACKAGE, decode(self.PACKAGE, [("x", " \r\n")]), {}) == {}

    def test_numbers_a_line_each_in_the_writing_of_the_locale(self) -> None:
        package = make(properties(x={"type": "array", "items": NUMBER}), ui=widget("/x", widget="lines"))

        assert decode(package, [("$manner", "de UTC"), ("x", "1,5\n2.000")]) == {"x": ["1.5", "2000"]}

    def test_the_line_that_is_wrong_is_named(self) -> None:
        found = validate(self.PACKAGE, {"x": ["red", "b"]}, {}, "en")

        page = draw(self.PACKAGE, {"x": ["red", "b"]}, errors=found)

        assert page.by_id("e-x").text == "Error: 2: Write at least 2 characters."
        assert page.one("a", href="#f-x").text == "X · 2: Write at least 2 characters."

    def test_entries_of_several_lines_have_rows(self) -> None:
        schema = properties(x={"type": "array", "items": {**TEXT, "maxLength": 900}})
        with pytest.raises(Exception, match="remove the widget 'lines'"):
            make(schema, ui=widget("/x", widget="lines"))


def test_several_choices_from_a_list() -> None:
    schema = properties(x={"type": "array", "items": {"enum": ["a", "b", "c"]}})
    package = make(schema, ui=widget("/x", widget="select"))

    page = draw(package, {"x": ["a", "c"]})

    assert "multiple" in page.by_id("f-x")
    assert page.answers() == [("x", "a"), ("x", "c")]
    assert send(package, page) == {"x": ["a", "c"]}
    assert send(package, draw(package)) == {}


class TestReordering:
    SCHEMA = properties(x={"type": "array", "items": TEXT})
    PACKAGE = make(SCHEMA, ui=widget("/x", reorder=True))

    def test_every_row_has_its_buttons(self) -> None:
        page = draw(self.PACKAGE, {"x": ["a", "b"]})

        assert [button["value"] for button in page.all("button", class_="button-up")] == ["up:x/0", "up:x/1"]
        assert page.all("button", value="down:x/1")[0].text == "Move down Entry 2"
        assert draw(make(self.SCHEMA), {"x": ["a", "b"]}).all("button", class_="button-up") == []

    @pytest.mark.parametrize(
        ("operation", "order"),
        [("up:x/1", "bac"), ("down:x/1", "acb"), ("up:x/0", "abc"), ("down:x/2", "abc"), ("up:x/2", "acb")],
    )
    def test_a_row_moves(self, operation: str, order: str) -> None:
        assert apply_operation(self.PACKAGE, {"x": list("abc")}, operation) == {"x": list(order)}


class TestTuples:
    SCHEMA = properties(x={
        "type": "array", "title": "Place", "minItems": 2, "items": False,
        "prefixItems": [{**NUMBER, "title": "Latitude", "maximum": 90}, {**NUMBER, "title": "East"}, TEXT],
    })  # fmt: skip
    PACKAGE = make(SCHEMA)

    def test_every_place_has_a_field(self) -> None:
        page = draw(self.PACKAGE, {"x": [47.5, 8]})

        assert page.answers() == [("x/0", "47.5"), ("x/1", "8"), ("x/2", "")]
        assert send(self.PACKAGE, page) == {"x": [47.5, 8]}
        assert page.by_id("f-x").tag == "fieldset"

    def test_what_is_missing_is_told_at_its_place(self) -> None:
        response = to_response(self.PACKAGE, decode(self.PACKAGE, [("x/0", "99"), ("x/2", "a")]), {})

        assert response == {"x": [99, None, "a"]}
        assert told(self.PACKAGE, response) == [("/x/0", "maximum"), ("/x/1", "type")]

    def test_nothing_is_no_answer(self) -> None:
        assert send(self.PACKAGE, draw(self.PACKAGE)) == {}


class TestMaps:
    VALUES = {"type": "integer", "minimum": 1, "title": "Pieces"}
    SCHEMA = properties(x={"type": "object", "additionalProperties": VALUES, "maxProperties": 3})
    PACKAGE = make(SCHEMA)

    def test_entries_are_rows_of_a_name_and_a_value(self) -> None:
        page = draw(self.PACKAGE, {"x": {"nails": 3, "a/b": 5}})

        assert page.answers() == [
            ("x/0/key", "nails"), ("x/0/value", "3"), ("x/1/key", "a/b"), ("x/1/value", "5"),
        ]  # fmt: skip
        assert send(self.PACKAGE, page) == {"x": {"nails": 3, "a/b": 5}}
        assert [label.text for label in page.all("label")][:2] == ["Name", "Pieces"]

    def test_rows_come_and_go(self) -> None:
        answers = decode(self.PACKAGE, [("x/0/key", "a"), ("x/0/value", "1")])

        more = apply_operation(self.PACKAGE, answers, "add:x")
        less = apply_operation(self.PACKAGE, more, "remove:x/0")

        assert more == {"x": [{"key": "a", "value": "1"}, {}]}
        assert less == {"x": [{}]}
        assert to_response(self.PACKAGE, more, {}) == {"x": {"a": 1}}

    @pytest.mark.parametrize("second", ["a", " a ", ""])
    def test_a_name_is_given_once(self, second: str) -> None:
        pairs = [("x/0/key", "a"), ("x/0/value", "1"), ("x/1/key", second), ("x/1/value", "2")]

        response = to_response(self.PACKAGE, decode(self.PACKAGE, pairs), {})
        (error,) = validate(self.PACKAGE, response, {}, "en")

        assert (error.pointer, error.message) == ("/x", "Give every entry a name, and each name once.")

    def test_the_entry_that_is_wrong_is_named(self) -> None:
        found = validate(self.PACKAGE, {"x": {"nails": 0}}, {}, "en")

        page = draw(self.PACKAGE, {"x": {"nails": 0}}, errors=found)

        assert [error.pointer for error in found] == ["/x/nails"]
        assert page.by_id("e-x").text == "Error: nails: Enter 1 or more."

    def test_one_pattern_of_names_is_a_map_too(self) -> None:
        schema = {"type": "object", "patternProperties": {"^[a-z]+$": TEXT}, "additionalProperties": False}
        package = make(properties(x=schema))

        assert send(package, draw(package, {"x": {"a": "b"}})) == {"x": {"a": "b"}}
        assert told(package, {"x": {"A": "b"}}) == [("/x/A", "additionalProperties")]


class TestCases:
    """Objects told apart by a property of their own."""

    CARD = {
        "title": "By card",
        "properties": {"by": {"const": "card"}, "number": {**TEXT, "minLength": 4}},
        "required": ["by", "number"],
    }
    BANK = {"properties": {"by": {"const": "bank"}, "iban": TEXT}, "required": ["by", "iban"]}
    PAY = {"type": "object", "oneOf": [CARD, {"$ref": "#/$defs/bank"}]}
    SCHEMA = {"$defs": {"bank": BANK}, **properties(pay=PAY), "required": ["pay"]}
    PACKAGE = make(SCHEMA)

    def test_the_kind_is_chosen_and_brings_its_fields(self) -> None:
        page = draw(self.PACKAGE, {"pay": {"by": "bank", "iban": "CH1"}})

        assert [label.text for label in page.all("label", class_="tile")] == ["By card", "bank"]
        assert page.answers() == [("pay/by", "bank"), ("pay/number", ""), ("pay/iban", "CH1")]
        assert send(self.PACKAGE, page) == {"pay": {"by": "bank", "iban": "CH1"}}
        assert self.PACKAGE.templates.css.count("display:none") == 2

    def test_what_belongs_to_another_kind_is_dropped(self) -> None:
        pairs = [("pay/by", "card"), ("pay/number", "1234"), ("pay/iban", "CH1")]

        response = to_response(self.PACKAGE, decode(self.PACKAGE, pairs), {})

        assert response == {"pay": {"by": "card", "number": "1234"}}
        assert told(self.PACKAGE, response) == []

    @pytest.mark.parametrize(
        ("pay", "errors"),
        [
            ({"by": "card", "number": "12"}, [("/pay/number", "minLength")]),
            ({"by": "bank"}, [("/pay/iban", "required")]),
            ({}, [("/pay/by", "required")]),
        ],
    )
    def test_what_is_wrong_is_told_of_the_kind_that_was_chosen(
        self, pay: dict[str, Any], errors: list[tuple[str, str]]
    ) -> None:
        assert told(self.PACKAGE, {"pay": pay}) == errors

    def test_they_may_stand_in_rows_and_at_the_top(self) -> None:
        top = make({"oneOf": [self.CARD, self.BANK], "unevaluatedProperties": False})
        rows = make(
            properties(x={"type": "array", "items": {"type": "object", "anyOf": [self.CARD, self.BANK]}})
        )
        answers = [{"by": "card", "number": "1234"}, {"by": "bank", "iban": "X"}]

        assert send(top, draw(top, answers[0])) == answers[0]
        assert told(top, {"by": "card"}) == [("/number", "required")]
        assert send(rows, draw(rows, {"x": answers})) == {"x": answers}


class TestRecursion:
    NODE = {
        "type": "object",
        "properties": {"name": TEXT, "parts": {"type": "array", "items": {"$ref": "#/$defs/node"}}},
    }
    PACKAGE = make({"$defs": {"node": NODE}, "properties": {"tree": {"$ref": "#/$defs/node"}}})

    def test_it_is_drawn_three_levels_deep(self) -> None:
        tree = {"name": "a", "parts": [{"name": "b", "parts": [{"name": "c"}]}]}

        page = draw(self.PACKAGE, {"tree": tree})

        assert send(self.PACKAGE, page) == {"tree": tree}
        assert page.all("button", value="add:tree/parts/0/parts")
        assert not page.all("button", value="add:tree/parts/0/parts/0/parts")


def test_groups_are_named_in_the_summary() -> None:
    city = {
        "type": "object",
        "title": "Address",
        **properties(city={**TEXT, "title": "City", "minLength": 3}),
    }
    package = make(properties(home=city))
    found = validate(package, {"home": {"city": "x"}}, {}, "en")

    page = draw(package, {"home": {"city": "x"}}, errors=found)

    assert page.one("a", href="#f-home-city").text.startswith("Address · City: ")


def test_limits_of_several_schemas_are_drawn_as_the_narrowest() -> None:
    schema = {"allOf": [{"enum": ["a", "b", "c"]}, {"enum": ["c", "b"]}], "type": "string"}

    page = draw(make(properties(x=schema)))

    assert [label.text for label in page.all("label", class_="tile")] == ["b", "c"]
