"""Rows are added and removed by buttons that post the whole form."""

import pytest

from renderer.form.decode import decode
from renderer.form.rows import UnknownOperation, apply_operation
from renderer.form.validate import validate
from renderer.package import Package
from tests.renderer.form.making import draw, make, properties, send

LINE = {
    "type": "object",
    "properties": {
        "what": {"type": "string"},
        "paid": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["what"],
}
LINES = {"type": "array", "items": LINE, "maxItems": 3}
UI = {"fields": {"/lines": {"add": "Add a line", "row": "Line {number}"}}}


@pytest.fixture(scope="module")
def package() -> Package:
    return make(properties(lines=LINES, note={"type": "string"}), ui=UI)


def test_a_list_draws_its_rows_with_numbers_and_buttons(package: Package) -> None:
    page = draw(package, {"lines": [{"what": "desk"}, {"what": "lamp", "paid": True, "tags": ["a"]}]})

    assert [row.text for row in page.all("legend", class_="row-title")] == ["Line 1", "Line 2", "Entry 1"]
    assert page.answers() == [
        ("lines/0/what", "desk"),
        ("lines/1/what", "lamp"),
        ("lines/1/paid", "true"),
        ("lines/1/tags/0", "a"),
        ("note", ""),
    ]
    operations = [button["value"] for button in page.all("button", name="$op")]
    assert operations == ["add:lines/0/tags", "remove:lines/0", "remove:lines/1/tags/0", "add:lines/1/tags",
                          "remove:lines/1", "add:lines"]  # fmt: skip
    assert page.one("button", value="remove:lines/1").text == "Remove Line 2"
    assert page.by_id("f-lines-1-what")["name"] == "lines/1/what"


def test_rows_come_and_go_and_the_rest_stays(package: Package) -> None:
    answers = decode(package, [("lines/0/what", "desk"), ("lines/1/what", "lamp"), ("note", "hello")])

    more = apply_operation(package, answers, "add:lines")
    fewer = apply_operation(package, more, "remove:lines/0")
    tagged = apply_operation(package, fewer, "add:lines/1/tags")

    assert [row.get("what", "") for row in more["lines"]] == ["desk", "lamp", ""]
    assert [row.get("what", "") for row in fewer["lines"]] == ["lamp", ""]
    assert fewer["note"] == "hello"
    assert tagged["lines"][1]["tags"] == [""]
    assert answers["lines"][0]["what"] == "desk"
    assert len(draw(package, tagged).all("fieldset", class_="row")) == 3


def test_enter_changes_nothing(package: Package) -> None:
    answers = {"note": "hello"}

    assert apply_operation(package, answers, "stay") == answers


@pytest.mark.parametrize(
    "operation",
    ["", "add", "add:", "add:note", "add:lines/0", "add:lines/9/tags", "remove:lines", "remove:lines/9",
     "remove:lines/-1", "remove:lines/x", "remove:lines/01x", "remove:lines/٣", "add:lines/0/what",
     "drop:lines", "add:nothing", "add:lines/0/tags/0"],
)  # fmt: skip
def test_an_operation_that_fits_nothing_is_refused(package: Package, operation: str) -> None:
    with pytest.raises(UnknownOperation):
        apply_operation(package, {"lines": [{"what": "desk"}]}, operation)


def test_there_is_an_end_to_adding(package: Package) -> None:
    full = {"lines": [{"what": str(number)} for number in range(3)]}

    assert "add:lines" not in [button["value"] for button in draw(package, full).all("button", name="$op")]
    with pytest.raises(UnknownOperation):
        apply_operation(package, full, "add:lines")


def test_answers_of_the_wrong_shape_are_refused_not_followed(package: Package) -> None:
    with pytest.raises(UnknownOperation):
        apply_operation(package, {"lines": "text"}, "add:lines")


def test_gaps_between_rows_close_and_wild_names_are_ignored(package: Package) -> None:
    pairs = [("lines/7/what", "b"), ("lines/2/what", "a"), ("lines/x/what", "c"), ("lines", "d")]
    pairs += [("lines/-1/what", "e"), ("$op", "add:lines"), ("a" * 5000, "x"), ("lines/2/what/deeper", "f")]

    answers = decode(package, pairs)

    assert [row["what"] for row in answers["lines"]] == ["a", "b"]
    assert set(answers) == {"lines"}


def test_a_blank_row_is_no_answer_and_errors_stay_with_their_row(package: Package) -> None:
    answers = {"lines": [{"what": ""}, {"what": "desk"}, {"what": " ", "tags": ["x"]}]}
    page = draw(package, answers)
    response = send(package, page)
    errors = validate(package, response, {}, "en")

    again = draw(package, answers, errors=errors)

    assert response == {"lines": [{"what": "desk", "paid": False}, {"paid": False, "tags": ["x"]}]}
    assert [(error.pointer, error.keyword) for error in errors] == [("/lines/1/what", "required")]
    assert [pair for pair in again.controls() if pair[0].endswith("what")] == [
        ("lines/0/what", "desk"),
        ("lines/1/what", " "),
    ]
    assert "e-lines-1-what" in [element.attributes.get("id") for element in again.all("p")]
    assert again.one("a", href="#f-lines-1-what").text == "Line 2: Fill in “What”."


def test_a_list_that_needs_rows_starts_with_them() -> None:
    package = make(properties(lines={**LINES, "minItems": 2, "maxItems": 9}))

    assert len(draw(package).all("fieldset", class_="row")) == 2


def test_the_first_submit_button_never_removes_or_decides() -> None:
    """It is what Enter presses."""
    approve, reject = 'id = "approve"\ntitle = "Yes"', 'id = "reject"\ntitle = "No"\nconfirm = true'

    def first(*actions: str) -> dict[str, str]:
        ids = [action.split('"')[1] for action in actions]
        schema = properties(lines=LINES, **({"action": {"enum": ids}} if ids else {}))
        page = draw(make(schema, actions=actions), {"lines": [{"what": "desk"}]})
        return page.all(type="submit")[0].attributes

    assert first(approve, reject)["value"] == "stay"
    assert first(approve, 'id = "ask"\ntitle = "Ask"')["value"] == "stay"
    assert first(reject)["value"] == "stay"
    assert (first(approve)["name"], first(approve)["value"]) == ("action", "approve")
    assert "name" not in first()
