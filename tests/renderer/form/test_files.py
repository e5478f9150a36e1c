"""Fields for files: drawn, carried along in the form, taken out, checked."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.form.decode import decode
from renderer.form.files import NAME_LIMIT, is_reference, plain_name, references
from renderer.form.response import to_response
from renderer.form.rows import UnknownOperation, apply_operation
from renderer.form.validate import validate
from tests.renderer.form.making import draw, make, properties, send

FILE: dict[str, Any] = {
    "type": "object",
    "format": "file",
    "properties": {
        "media_type": {"enum": ["application/pdf", "image/png"]},
        "size": {"maximum": 5_000_000},
    },
}
MANY = {"type": "array", "items": FILE, "maxItems": 2}
ROWS = {"type": "array", "items": {"type": "object", "properties": {"scan": FILE}}}


def file(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "digest": f"{number:064x}",
        "name": "Räch <b>&amp; nung.pdf",
        "size": 1_234_567,
        "media_type": "application/pdf",
        **changes,
    }


def test_a_file_goes_through_the_form_unchanged() -> None:
    package = make(properties(one=FILE, some=MANY, rows=ROWS))
    answers = {"one": file(1), "some": [file(2), file(3)], "rows": [{"scan": file(4)}]}

    response = send(package, draw(package, answers))

    assert response == answers
    assert validate(package, answers, {}, "en") == []


def test_a_form_with_files_is_posted_in_parts_and_says_what_it_takes() -> None:
    page = draw(make(properties(one=FILE, some=MANY)), {"one": file()})

    assert page.by_id("form")["enctype"] == "multipart/form-data"
    control = page.by_id("f-one")
    assert control["name"] == "$file:one"
    assert control["accept"] == "application/pdf,image/png,.pdf,.png"
    assert "multiple" not in control
    assert "multiple" in page.by_id("f-some")
    assert page.by_id("h-one").text == "Kinds of file: PDF, PNG; up to 5 MB."
    assert "1.2 MB" in page.all("li", class_="file")[0].text
    assert "enctype" not in draw(make(properties(x={"type": "string"})), {}).by_id("form")


def test_a_new_file_takes_the_place_of_the_only_one() -> None:
    package = make(properties(one=FILE))

    response = to_response(package, {"one": [file(1), file(2)]}, {})

    assert response == {"one": file(2)}
    assert send(package, draw(package, {"one": [file(1), file(2)]})) == response


@pytest.mark.parametrize(
    ("operation", "left"),
    [
        (f"drop:one/{1:064x}", {"one": [], "rows": [{"scan": [file(2)]}]}),
        (f"drop:rows/0/scan/{2:064x}", {"one": [file(1)], "rows": [{"scan": []}]}),
        (f"drop:one/{9:064x}", {"one": [file(1)], "rows": [{"scan": [file(2)]}]}),
    ],
)
def test_a_file_is_taken_out(operation: str, left: Any) -> None:
    package = make(properties(one=FILE, rows=ROWS))

    assert apply_operation(package, {"one": [file(1)], "rows": [{"scan": [file(2)]}]}, operation) == left


@pytest.mark.parametrize(
    "operation", ["drop:", "drop:x/1", "drop:rows/1", "drop:rows/0/1", "drop:rows/7/scan/1"]
)
def test_nothing_else_is_taken_out(operation: str) -> None:
    package = make(properties(one=FILE, rows=ROWS))

    with pytest.raises(UnknownOperation):
        apply_operation(package, {"one": [file(1)], "rows": [{"scan": [file(2)]}]}, operation)


def test_what_is_wrong_with_a_file_is_told_at_its_field() -> None:
    package = make({**properties(one=FILE, some={**MANY, "minItems": 1}), "required": ["one"]})
    wrong = {"one": file(media_type="text/plain"), "some": [file(2), file(3, size=6_000_000)]}

    found = validate(package, wrong, {}, "en")
    page = draw(package, wrong, errors=found)

    assert [(e.pointer, e.keyword) for e in found] == [
        ("/one/media_type", "enum"),
        ("/some/1/size", "maximum"),
    ]
    expected = "This kind of file is not taken here. Choose another: PDF, PNG."
    assert page.by_id("e-one").text == f"Error: {expected}"
    assert page.one("a", href="#f-one").text == f"One: {expected}"
    assert page.by_id("e-some").text == "Error: This file is too large. Choose one of up to 5 MB."
    assert validate(package, {}, {}, "en")[0].message == "Choose a file for “One”."


WRONG: list[Any] = [
    {}, file(digest="x"), file(digest="A" * 64), file(name="a/b"), file(name=""), file(name="a\nb"),
    file(size=-1), file(size=True), file(media_type="x"), file(extra=1),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_only_a_reference_is_one(wrong: Any) -> None:
    package = make(properties(one={"type": "object", "format": "file"}))

    assert not is_reference(wrong)
    assert [(e.pointer, e.keyword) for e in validate(package, {"one": wrong}, {}, "en")] == [("/one", "file")]
    assert decode(package, [("one", json.dumps(wrong)), ("one", "{"), ("one", "NaN")]) == {"one": []}


def test_every_file_of_a_response_is_found() -> None:
    package = make(properties(one=FILE, some=MANY, rows=ROWS))
    response = {"one": file(1), "some": [file(2)], "rows": [{}, {"scan": file(3)}]}

    assert [found.pointer for found in references(package.form.root, response)] == [
        "/one", "/some/0", "/rows/1/scan",
    ]  # fmt: skip


@given(st.text(max_size=400))
def test_every_name_becomes_one_that_a_reference_may_have(name: str) -> None:
    plain = plain_name(name)

    assert is_reference(file(name=plain)), plain
    assert plain_name(plain) == plain


def test_a_long_name_keeps_its_ending() -> None:
    assert plain_name(f"C:\\folder\\{'x' * 300}.pdf") == "x" * (NAME_LIMIT - 4) + ".pdf"
