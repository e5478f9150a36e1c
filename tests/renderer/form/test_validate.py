"""What is wrong is told once at its place, in the person's language, with what to do."""

from pathlib import Path
from typing import Any

import pytest

from renderer.form.validate import FieldError, validate
from renderer.package import load, load_folder
from tests.renderer.form.making import Json, draw, make, properties
from tests.renderer.good import FILES, FOLDER, as_bytes

TEXT = {"type": "string"}
PACKAGES = Path(__file__).parents[3] / "packages"


def errors(schema: Json, response: dict[str, Any], **given: Any) -> list[FieldError]:
    return validate(make(schema, **given), response, given.get("context") or {}, "en")


@pytest.mark.parametrize(
    ("schema", "value", "keyword", "message"),
    [
        ({"type": "number"}, "many", "type", "Enter a number in digits, for example 12.5."),
        ({"type": "integer"}, 1.5, "type", "Enter a whole number in digits, for example 12."),
        ({"type": "number", "minimum": 1000}, 5, "minimum", "Enter 1,000 or more."),
        ({"type": "number", "exclusiveMaximum": 2.5}, 3, "exclusiveMaximum", "Enter less than 2.5."),
        ({"type": "number", "multipleOf": 0.01}, 0.001, "multipleOf",
         "Enter at most 2 digits after the decimal point."),
        ({"type": "number", "multipleOf": 5}, 3, "multipleOf", "Enter a multiple of 5."),
        ({**TEXT, "minLength": 3}, "ab", "minLength", "Write at least 3 characters."),
        ({**TEXT, "maxLength": 1}, "ab", "maxLength", "Enter a single character."),
        ({**TEXT, "format": "email"}, "x", "format", "Enter an e-mail address such as name@example.com."),
        ({**TEXT, "format": "date"}, "2026-02-30", "format",
         "Enter a date that exists, as year-month-day, for example 2026-03-27."),
        ({**TEXT, "pattern": "^a"}, "b", "pattern",
         "This is not written in the form that is asked for. Check it for missing or additional characters."),
        ({"enum": ["a"]}, "b", "enum", "Choose one of the answers offered."),
        ({"type": "boolean", "const": True}, False, "const", "Tick this box to continue."),
        ({"type": "array", "items": TEXT, "minItems": 2}, ["a"], "minItems",
         "Add entries until there are at least 2."),
        ({"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 1}, ["a", "b"], "maxItems",
         "Choose only one answer."),
        ({"type": "array", "items": TEXT, "uniqueItems": True}, ["a", "a"], "uniqueItems",
         "Two entries are the same. Change or remove one of them."),
        ({**TEXT, "not": {"const": "x"}}, "x", "not", "This answer does not fit. Check it and change it."),
    ],
)  # fmt: skip
def test_a_message_says_what_to_do(schema: dict[str, Any], value: Any, keyword: str, message: str) -> None:
    assert errors(properties(x=schema), {"x": value}) == [FieldError("/x", keyword, message)]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (TEXT, "Fill in “X”."),
        ({"type": "number"}, "Enter a number for “X”."),
        ({**TEXT, "format": "date"}, "Enter a date for “X”."),
        ({"enum": ["a", "b"]}, "Choose one of the answers for “X”."),
        ({"enum": ["a", "b", "c", "d", "e"]}, "Choose an answer for “X” from the list."),
        ({"type": "boolean", "const": True}, "Tick “X” to continue."),
        ({"type": "array", "items": TEXT}, "Add at least one entry to “X”."),
        ({"type": "array", "items": {"enum": ["a"]}}, "Choose at least one answer for “X”."),
    ],
)
def test_a_missing_answer_is_asked_for_by_its_kind(schema: dict[str, Any], message: str) -> None:
    assert errors({**properties(x=schema), "required": ["x"]}, {}) == [FieldError("/x", "required", message)]


def test_the_package_may_say_it_in_its_own_words() -> None:
    ui = {"fields": {"/x": {"errors": {"minLength": "At least {limit}, please."}}}}

    found = errors(properties(x={**TEXT, "minLength": 3, "pattern": "^a"}), {"x": "b"}, ui=ui)

    assert found == [FieldError("/x", "minLength", "At least 3, please.")]


@pytest.mark.parametrize(
    ("schema", "value", "keyword"),
    [
        ({**TEXT, "minLength": 30, "format": "email"}, "x", "format"),
        ({**TEXT, "minLength": 5, "enum": ["long enough"]}, "x", "enum"),
        ({"type": "integer", "enum": [1]}, "x", "type"),
    ],
)
def test_of_several_things_wrong_at_one_place_the_plainest_is_told(
    schema: dict[str, Any], value: Any, keyword: str
) -> None:
    assert [error.keyword for error in errors(properties(x=schema), {"x": value})] == [keyword]


def test_messages_come_in_the_locale_of_the_page() -> None:
    package = load(as_bytes(FILES), FOLDER)

    found = validate(package, {"action": "approve", "days": 31}, {}, "de")
    unknown = validate(package, {"action": "approve", "days": 31}, {}, "fr")

    assert [error.message for error in found] == ["Geben Sie 30 oder weniger ein."]
    assert [error.message for error in unknown] == ["Enter 30 or less."]


def test_errors_stand_in_the_order_of_the_form() -> None:
    row = {"type": "object", **properties(a=TEXT, b=TEXT), "required": ["a", "b"]}
    schema = {
        **properties(last=TEXT, rows={"type": "array", "items": row}, first=TEXT),
        "required": ["last", "first"],
    }

    found = errors(schema, {"rows": [{"b": "x"}, {}], "other": 1}, ui={"order": ["first", "rows"]})

    assert [error.pointer for error in found] == ["/first", "/rows/0/a", "/rows/1/a", "/rows/1/b", "/last"]


def test_only_what_the_context_offers_is_accepted() -> None:
    ui = {"fields": {"/one": {"options_from": "/teams"}, "/some": {"options_from": "/teams"},
                     "/rows/*/one": {"options_from": "/teams"}}}  # fmt: skip
    row = {"type": "object", **properties(one=TEXT)}
    schema = properties(one=TEXT, some={"type": "array", "items": TEXT}, rows={"type": "array", "items": row})
    context = {"teams": ["North", {"value": "s", "title": "South"}]}

    good = errors(
        schema, {"one": "s", "some": ["North", "s"], "rows": [{"one": "s"}]}, ui=ui, context=context
    )
    bad = errors(schema, {"one": "South", "some": ["North", "x"], "rows": [{"one": "s"}, {"one": "y"}]},
                 ui=ui, context=context)  # fmt: skip

    assert good == []
    assert [(error.pointer, error.keyword) for error in bad] == [
        ("/one", "options"), ("/some", "options"), ("/rows/1/one", "options"),
    ]  # fmt: skip


def test_an_error_within_a_choice_is_shown_at_the_choice() -> None:
    package = make(properties(x={"type": "array", "items": {"enum": ["a", "b"]}}))
    found = validate(package, {"x": ["a", "z"]}, {}, "en")

    page = draw(package, {"x": ["a", "z"]}, errors=found)

    assert [error.pointer for error in found] == ["/x/1"]
    assert page.by_id("e-x").text == "Error: Choose one of the answers offered."
    assert page.one("a", href="#f-x").text == "X: Choose one of the answers offered."


def test_an_error_without_a_field_is_told_in_the_summary() -> None:
    package = make({**properties(x=TEXT), "additionalProperties": False})
    found = validate(package, {"extra": 1}, {}, "en")

    summary = draw(package, {}, errors=found).by_id("errors")

    assert "extra: The form does not ask for this. Leave it out." in summary.text
    assert [element for element in summary.walk() if element.tag == "a"] == []


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in PACKAGES.glob("*/interface.toml")), ids=lambda f: f.name
)
def test_every_submission_of_our_packages_gets_its_verdict(folder: Path) -> None:
    package = load_folder(folder)
    for fixture in package.fixtures.values():
        for submission in fixture.submissions:
            found = validate(package, dict(submission.data), fixture.context, "en")

            assert (not found) is submission.valid, submission.name
            told = {(error.pointer, error.keyword) for error in found}
            assert {(error.pointer, error.keyword) for error in submission.errors} <= told, submission.name
