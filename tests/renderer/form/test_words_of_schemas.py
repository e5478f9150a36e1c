"""What a schema says beside its types: examples, values that are given, order, comparisons of properties."""

from typing import Any

import pytest

from renderer.faults import PackageFaults
from renderer.form.decode import decode
from renderer.form.response import to_response
from renderer.form.validate import validate
from tests.renderer.form.making import draw, make, properties, send

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
MOMENT = {**TEXT, "format": "date-time"}


def test_the_first_example_is_shown_as_one_would_type_it() -> None:
    package = make(properties(x={**TEXT, "examples": ["AB-12", "CD-34"], "description": "On the back."}))

    assert draw(package).by_id("h-x").text == "On the back. For example AB-12."


class TestReadOnly:
    SCHEMA = properties(
        a={**TEXT, "readOnly": True}, b={"enum": ["x", "y"], "readOnly": True, "default": "y"}, c=TEXT
    )
    UI = {"fields": {"/a": {"prefill": "/a"}, "/b": {"titles": {"y": "Why"}}}}
    PACKAGE = make(SCHEMA, ui=UI, context={"a": "given"})

    def test_it_is_shown_and_cannot_be_changed(self) -> None:
        context = {"a": "given & <kept>"}
        page = draw(self.PACKAGE, {"a": "tampered"}, context=context)

        assert [name for name, _ in page.answers()] == ["c"]
        assert page.by_id("f-a").text == "A given & <kept>"
        assert page.by_id("f-b").text == "B Why"
        assert send(self.PACKAGE, page, context) == {"a": "given & <kept>", "b": "y"}

    def test_what_is_posted_for_it_is_ignored(self) -> None:
        answers = decode(self.PACKAGE, [("a", "tampered"), ("b", "x"), ("c", "mine")])

        assert to_response(self.PACKAGE, answers, {"a": "given"}) == {"a": "given", "b": "y", "c": "mine"}

    def test_something_must_give_its_value(self) -> None:
        with pytest.raises(PackageFaults, match="nothing gives what is readOnly"):
            make(properties(a={**TEXT, "readOnly": True}))


def test_what_is_only_written_is_never_shown_again() -> None:
    page = draw(make(properties(x={**TEXT, "writeOnly": True})), {"x": "secret"})

    assert (page.by_id("f-x")["type"], page.by_id("f-x")["value"]) == ("password", "")
    assert "secret" not in page.html


def test_what_is_deprecated_says_so() -> None:
    page = draw(make(properties(x={**TEXT, "deprecated": True})))

    assert page.one("label").text == "X (no longer needed)"


def test_fields_of_one_action_say_which() -> None:
    when = {"if": {"properties": {"action": {"const": "reject"}}, "required": ["action"]},
            "then": {"properties": {"reason": TEXT}, "required": ["reason"]}}  # fmt: skip
    schema = {**properties(action={"enum": ["approve", "reject"]}, note=TEXT), **when}
    texts = {"actions.approve": "Approve", "actions.reject": "Turn down"}
    package = make(schema, actions=['id = "approve"', 'id = "reject"'], texts=texts)

    labels = [label.text for label in draw(package).all("label")]

    assert labels == ["Note (optional)", "Reason (only for: Turn down)"]


def test_texts_name_choices_without_being_asked_to() -> None:
    schema = properties(size={"enum": ["s", "m"]}, rows={"type": "array", "items": {
        "type": "object", "properties": {"hue": {"enum": ["red"]}}}})  # fmt: skip
    texts = {"options.size.s": "Small", "options.rows.hue.red": "Rouge"}

    page = draw(make(schema, texts=texts), {"rows": [{}]})

    assert [label.text for label in page.all("label", class_="tile")] == ["Small", "m"]
    assert [option.text for option in page.all("option")][1:] == ["Rouge"]


def test_groups_stand_in_their_own_order() -> None:
    schema = properties(a=TEXT, b=TEXT, c=TEXT, d=TEXT)
    groups = [{"title": "Later", "fields": ["d"]}, {"title": "Sooner", "fields": ["b", "a"]}]

    page = draw(make(schema, ui={"groups": groups}))
    ordered = draw(make(schema, ui={"groups": groups, "order": ["b"]}))

    assert [name for name, _ in page.answers()] == ["d", "c", "b", "a"]
    assert [name for name, _ in ordered.answers()] == ["b", "a", "c", "d"]


class TestComparisons:
    """`x-compare` is part of the schema: the edge and the API refuse what it refuses."""

    @pytest.mark.parametrize(
        ("word", "schema", "value", "other", "good"),
        [
            ("atLeast", NUMBER, 2, 2, True),
            ("moreThan", NUMBER, 2, 2, False),
            ("atMost", NUMBER, 3, 2, False),
            ("lessThan", NUMBER, 1, 2.5, True),
            ("atLeast", {**TEXT, "format": "date"}, "2026-03-01", "2026-03-02", False),
            ("atLeast", MOMENT, "2026-03-01T09:00:00Z", "2026-03-01T09:30:00+01:00", True),
            ("equals", TEXT, "a@example.com", "b@example.com", False),
            ("differsFrom", TEXT, "a", "a", False),
        ],
    )
    def test_one_property_is_measured_by_another(
        self, word: str, schema: dict[str, Any], value: Any, other: Any, good: bool
    ) -> None:
        package = make(
            {**properties(x=schema, y={**schema, "title": "Why"}), "x-compare": {"x": {word: "y"}}}
        )

        found = validate(package, {"x": value, "y": other}, {}, "en")

        assert package.schema.is_valid({"x": value, "y": other}) is good
        assert [(error.pointer, error.keyword) for error in found] == ([] if good else [("/x", word)])
        assert all("“Why”" in error.message for error in found)
        assert package.schema.is_valid({"x": value})

    def test_in_every_row(self) -> None:
        row = {"type": "object", **properties(a=NUMBER, b=NUMBER), "x-compare": {"b": {"atLeast": "a"}}}
        package = make(properties(x={"type": "array", "items": row}))

        found = validate(package, {"x": [{"a": 1, "b": 2}, {"a": 2, "b": 1}]}, {}, "en")

        assert [error.pointer for error in found] == ["/x/1/b"]

    def test_its_own_words(self) -> None:
        schema = {**properties(x=NUMBER, y=NUMBER), "x-compare": {"x": {"atLeast": "y"}}}
        package = make(schema, ui={"fields": {"/x": {"errors": {"atLeast": "Not below {other}."}}}})

        assert [error.message for error in validate(package, {"x": 1, "y": 2}, {}, "en")] == ["Not below Y."]

    @pytest.mark.parametrize(
        ("rules", "fault"),
        [
            ([], "is not an object"),
            ({"x": {"above": "y"}}, "has the operator 'above'"),
            ({"x": {"atLeast": "z"}}, "speaks of 'z'"),
        ],
    )
    def test_a_rule_that_says_nothing_is_a_fault(self, rules: Any, fault: str) -> None:
        with pytest.raises(PackageFaults, match=fault):
            make({**properties(x=NUMBER, y=NUMBER), "x-compare": rules})
