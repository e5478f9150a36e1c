"""What holds for every form: drawn answers come back as they were; the schema alone decides."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from renderer.form.decode import decode
from renderer.form.response import to_response
from renderer.form.validate import validate
from tests.renderer.form.law import law
from tests.renderer.form.making import draw, make, send
from tests.renderer.form.shapes import objects


@law
@given(st.data())
def test_answers_that_are_drawn_and_sent_come_back_as_they_were(data: st.DataObject) -> None:
    schema, answers = data.draw(objects())
    package = make(schema)
    response = data.draw(answers)

    sent = send(package, draw(package, response))

    assert sent == response
    assert validate(package, sent, {}, "en") == []


@law
@given(st.data())
def test_what_is_accepted_is_what_the_schema_accepts(data: st.DataObject) -> None:
    schema, answers = data.draw(objects())
    package = make(schema)
    drawn = [name for name, _ in draw(package, data.draw(answers)).answers()]
    junk = st.one_of(
        st.text(max_size=10), st.sampled_from(["1", "-2.50", "true", "2026-02-30", "a", "  ", "null"])
    )
    names = st.sampled_from([*drawn, "unknown", "a/0/b", ""])
    pairs = data.draw(st.lists(st.tuples(names, junk), max_size=12))

    response = to_response(package, decode(package, pairs), {})
    errors = validate(package, response, {}, "en")

    assert (errors == []) is package.schema.is_valid(response)
    assert len({error.pointer for error in errors}) == len(errors)
    assert all(error.message for error in errors)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abxy"), inner, max_size=3)
    ),
    max_leaves=8,
)
EVERY_KIND = {
    "properties": {
        "a": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "boolean"}}},
        "b": {
            "type": "array",
            "items": {"type": "object", "properties": {"a": {"type": "number"}, "x": {"enum": ["y"]}}},
        },
        "x": {"type": "array", "items": {"type": "string"}},
        "y": {"type": "array", "items": {"enum": ["a", "b"]}},
        "d": {"type": "string", "format": "date-time"},
        "m": {"type": "number", "multipleOf": 0.01},
    },
    "required": ["a", "b", "x", "y", "m"],
}
ANY_ANSWERS = make(EVERY_KIND, ui={"fields": {"/m": {"widget": "money"}}})


@law
@given(st.dictionaries(st.sampled_from("abxydm"), JSON))
def test_a_draft_may_hold_anything(answers: dict[str, Any]) -> None:
    """Drafts are saved unchecked: whatever is in them, the form is drawn and the response is judged."""
    page = draw(ANY_ANSWERS, answers)
    response = to_response(ANY_ANSWERS, answers, {})
    errors = validate(ANY_ANSWERS, response, {}, "en")

    assert page.by_id("form")
    assert draw(ANY_ANSWERS, answers, errors=errors).by_id("form")
    assert (errors == []) is ANY_ANSWERS.schema.is_valid(response)


@law
@given(st.data())
def test_wrong_answers_come_back_to_the_person_as_typed(data: st.DataObject) -> None:
    schema, answers = data.draw(objects())
    package = make(schema)
    first = draw(package, data.draw(answers))
    typed = decode(package, first.controls())
    errors = validate(package, {}, {}, "en")

    again = draw(package, typed, errors=errors)

    assert again.controls() == first.controls()
