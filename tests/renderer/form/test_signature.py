"""Signatures: drawn, carried through the form, checked stroke by stroke, shown again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.faults import PackageFaults
from renderer.form.response import to_response
from renderer.form.signature import LONGEST, is_drawing
from renderer.form.validate import validate
from renderer.page import View, render_done
from tests.renderer.form.browser import Page
from tests.renderer.form.making import draw, make, page_info, properties, send, view

TEXT = {"type": "string"}
SIGNATURE: dict[str, Any] = {
    "type": "object",
    "format": "signature",
    "title": "Signature",
    "properties": {"name": {**TEXT, "minLength": 2}, "drawing": TEXT},
    "required": ["name"],
}
PACKAGE = make({**properties(sign=SIGNATURE), "required": ["sign"]})
STROKES = "M10 20L30 40L600 200M0 0L0 0"
ANSWERS = {"sign": {"name": "Ada Lovelace", "drawing": STROKES}}


def test_a_signature_goes_through_the_form_unchanged() -> None:
    assert send(PACKAGE, draw(PACKAGE, ANSWERS)) == ANSWERS
    assert validate(PACKAGE, ANSWERS, {}, "en") == []


def test_a_typed_name_is_enough_and_is_asked_for() -> None:
    typed = {"sign": {"name": "Ada Lovelace", "drawing": ""}}
    assert to_response(PACKAGE, typed, {}) == {"sign": {"name": "Ada Lovelace"}}

    nothing = to_response(PACKAGE, {"sign": {"name": "", "drawing": STROKES}}, {})
    assert [error.pointer for error in validate(PACKAGE, nothing, {}, "en")] == ["/sign/name"]


def test_without_a_drawing_the_pad_waits_for_the_script() -> None:
    assert "hidden" in draw(PACKAGE, {}).by_id("f-sign-drawing")
    shown = draw(PACKAGE, ANSWERS)
    assert "hidden" not in shown.by_id("f-sign-drawing")
    assert shown.one("path")["d"] == STROKES


def test_the_parts_have_titles_of_their_own() -> None:
    page = draw(PACKAGE, {})

    assert page.one("label", **{"for": "f-sign-name"}).text == "Your full name"
    assert page.by_id("n-sign-drawing").text == "Draw your signature (optional)"


def test_the_copy_shows_the_strokes_and_leaves_out_what_was_not_drawn() -> None:
    info = page_info(status="submitted")

    def copy(response: dict[str, Any]) -> Page:
        return Page(render_done(PACKAGE, View("en", {}, view().viewer, info, response=response)))

    assert copy(ANSWERS).one("path")["d"] == STROKES
    assert copy(ANSWERS).one("svg", role="img")["aria-label"] == "Draw your signature"
    plain = copy({"sign": {"name": "Ada"}})
    assert plain.all("path") == []
    assert [label.text for label in plain.all("dt")] == ["Your full name"]


@pytest.mark.parametrize(
    "drawing",
    ["", " ", "M1 1", "L1 1L2 2", "M1 1L2", "M601 1L2 2", "M1 201L2 2", "M1 1L2 2Z", "M1 1L2 2 ", "M1,1L2,2",
     "m1 1l2 2", "M-1 1L2 2", "M1.5 1L2 2", "M1 1L2 2\n", "M١ 1L2 2", '"/><script>', 7,
     "M1 1" + "L1 1" * LONGEST],
)  # fmt: skip
def test_anything_but_strokes_on_the_pad_is_refused(drawing: object) -> None:
    assert not is_drawing(drawing)
    errors = validate(PACKAGE, {"sign": {"name": "Ada", "drawing": drawing}}, {}, "en")
    assert [error.pointer for error in errors] == ["/sign/drawing"]


POINTS = st.tuples(st.integers(0, 600), st.integers(0, 200)).map(lambda point: f"{point[0]} {point[1]}")
LINES = st.lists(POINTS, min_size=2, max_size=20).map(lambda points: "M" + "L".join(points))


@given(st.lists(LINES, min_size=1, max_size=5).map("".join))
def test_whatever_is_drawn_on_the_pad_is_taken(drawing: str) -> None:
    assert is_drawing(drawing)


@pytest.mark.parametrize(
    ("changes", "way_out"),
    [
        ({"properties": {"name": TEXT}}, "list 'name' and 'drawing'"),
        ({"properties": {"name": TEXT, "drawing": {"type": "number"}}}, "list 'name' and 'drawing'"),
        ({"required": ["name", "drawing"]}, "do not require 'drawing'"),
    ],
)
def test_what_is_no_signature_is_told(changes: dict[str, Any], way_out: str) -> None:
    with pytest.raises(PackageFaults) as caught:
        make(properties(sign=SIGNATURE | changes))
    assert way_out in str(caught.value.faults[0])
