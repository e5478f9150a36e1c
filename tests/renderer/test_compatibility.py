"""What a changed schema means for those who answer by the old one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.compatibility import Finding, compare
from renderer.schema import Schema

LIVE: dict[str, Any] = {
    "type": "object",
    "required": ["days"],
    "properties": {
        "days": {"type": "integer", "minimum": 1, "maximum": 30},
        "kind": {"enum": ["holiday", "parental"]},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"amount": {"type": "number"}}}},
    },
    "if": {"properties": {"kind": {"const": "parental"}}},
    "then": {"required": ["child"], "properties": {"child": {"type": "string"}}},
    "unevaluatedProperties": False,
}


def changed(**properties: Any) -> dict[str, Any]:
    kept = {name: value for name, value in (LIVE["properties"] | properties).items() if value is not None}
    return LIVE | {"properties": kept}


def told(candidate: dict[str, Any], is_read: bool = True) -> list[tuple[str, str, bool]]:
    found = compare(LIVE, candidate, is_read)
    return [(finding.pointer, finding.change, finding.breaking) for finding in found]


ROW = {"type": "object", "properties": {"amount": {"type": "integer"}}}
CASES: dict[str, tuple[dict[str, Any], list[tuple[str, str, bool]]]] = {
    "a field more": (changed(note={"type": "string"}), [("/note", "added", False)]),
    "a field less": (changed(kind=None), [("/kind", "removed", True)]),
    "a new field that is asked": (
        changed(note={"type": "string"}) | {"required": ["days", "note"]},
        [("/note", "added-required", True)],
    ),
    "now asked": (LIVE | {"required": ["days", "kind"]}, [("/kind", "required", True)]),
    "no longer asked": (LIVE | {"required": []}, [("/days", "optional", False)]),
    "a condition becomes a rule": (LIVE | {"required": ["days", "child"]}, [("/child", "required", True)]),
    "another type": (
        changed(days={"type": "string", "minimum": 1, "maximum": 30}),
        [("/days", "type-narrowed", True), ("/days", "type-widened", False)],
    ),
    "integers become numbers": (
        changed(days={"type": "number", "minimum": 1, "maximum": 30}),
        [("/days", "type-widened", False)],
    ),
    "numbers become integers, in rows": (
        changed(lines={"type": "array", "items": ROW}),
        [("/lines/*/amount", "type-narrowed", True)],
    ),
    "a choice less": (changed(kind={"enum": ["holiday"]}), [("/kind", "choices-narrowed", True)]),
    "a choice more": (
        changed(kind={"enum": ["holiday", "parental", "unpaid"]}),
        [("/kind", "choices-widened", False)],
    ),
    "a lower maximum": (
        changed(days={"type": "integer", "minimum": 1, "maximum": 20}),
        [("/days", "narrowed", True)],
    ),
    "a lower minimum": (
        changed(days={"type": "integer", "minimum": 0, "maximum": 30}),
        [("/days", "loosened", False)],
    ),
    "no maximum": (changed(days={"type": "integer", "minimum": 1}), [("/days", "loosened", False)]),
    "a pattern": (
        changed(kind=LIVE["properties"]["kind"] | {"pattern": "^h"}),
        [("/kind", "rule", True)],
    ),
    "another condition": (
        LIVE | {"if": {"properties": {"kind": {"const": "holiday"}}}},
        [("", "rule", True)],
    ),
    "open to other properties": (
        {key: value for key, value in LIVE.items() if key != "unevaluatedProperties"},
        [("", "loosened", False)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_change_is_told_at_its_place(case: str) -> None:
    candidate, expected = CASES[case]

    assert told(candidate) == expected


def test_words_for_people_are_no_change() -> None:
    days = LIVE["properties"]["days"] | {"title": "t:days", "description": "x", "x-unit": "d"}

    assert compare(LIVE, changed(days=days) | {"$comment": "c", "$id": "urn:x"}) == ()


def test_the_same_rules_by_reference_are_no_change() -> None:
    referring = changed(days={"$ref": "#/$defs/days"}) | {"$defs": {"days": LIVE["properties"]["days"]}}

    assert compare(LIVE, referring) == ()


def test_what_a_context_no_longer_names_may_still_be_sent_unless_it_is_closed() -> None:
    opened = {key: value for key, value in changed(kind=None).items() if key != "unevaluatedProperties"}

    assert ("/kind", "removed", False) in told(opened, is_read=False)
    assert told(changed(kind=None), is_read=False) == [("/kind", "removed", True)]


def test_a_finding_says_what_changed_in_plain_words() -> None:
    days = {"type": "integer", "minimum": 1, "maximum": 20}

    assert compare(LIVE, changed(days=days)) == (
        Finding("/days", "narrowed", "'maximum' is 20, was 30.", True),
    )


def test_a_field_with_all_below_it_is_one_finding() -> None:
    assert told(changed(lines=None)) == [("/lines", "removed", True)]


NAMES = ("a", "b", "c")
VALUES = st.one_of(st.integers(-3, 9), st.sampled_from(["", "x", "yy", "zzz"]), st.booleans(), st.none())
SINGLE = st.one_of(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={
            "minimum": st.integers(0, 4),
            "maximum": st.integers(3, 8),
            "multipleOf": st.integers(1, 3),
        },
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["string", ["string", "null"]])},
        optional={"minLength": st.integers(0, 2), "maxLength": st.integers(1, 3), "pattern": st.just("^y")},
    ),
    st.fixed_dictionaries({"enum": st.lists(VALUES, min_size=1, max_size=4, unique_by=repr)}),
    st.just({"type": "boolean"}),
)
CONDITIONS = st.fixed_dictionaries(
    {"if": st.builds(lambda name, one: {"properties": {name: one}}, st.sampled_from(NAMES), SINGLE)},
    optional={
        "then": st.builds(lambda names: {"required": names}, st.lists(st.sampled_from(NAMES), unique=True)),
        "else": st.builds(lambda name, one: {"properties": {name: one}}, st.sampled_from(NAMES), SINGLE),
    },
)
PARTS = st.builds(lambda name, one: {"properties": {name: one}}, st.sampled_from(NAMES), SINGLE)
SCHEMAS = st.builds(
    lambda properties, required, parts, condition: {
        "type": "object", "properties": properties, "required": required, **parts, **condition,
    },
    st.dictionaries(st.sampled_from(NAMES), SINGLE),
    st.lists(st.sampled_from(NAMES), unique=True),
    st.one_of(st.just({}), st.builds(lambda part: {"allOf": [part]}, PARTS)),
    st.one_of(st.just({}), CONDITIONS),
)  # fmt: skip
NEIGHBOURS = st.builds(
    lambda schema, other, keyword: (schema, schema | {keyword: other.get(keyword, schema.get(keyword, {}))}),
    SCHEMAS, SCHEMAS, st.sampled_from(["properties", "required", "if", "then"]),
)  # fmt: skip
ANSWERS = st.dictionaries(st.sampled_from(NAMES), VALUES)


@given(SCHEMAS)
def test_nothing_is_found_between_a_schema_and_itself(schema: dict[str, Any]) -> None:
    assert compare(schema, schema) == ()


@given(NEIGHBOURS, st.lists(ANSWERS, max_size=12))
def test_where_nothing_breaks_what_was_accepted_is_accepted(
    neighbours: tuple[dict[str, Any], dict[str, Any]], answers: list[dict[str, Any]]
) -> None:
    live, candidate = neighbours
    if any(finding.breaking or finding.change == "added" for finding in compare(live, candidate)):
        return
    old, new = Schema(live), Schema(candidate)

    assert [one for one in answers if old.is_valid(one) and not new.is_valid(one)] == []


@given(SCHEMAS, st.data())
def test_loosening_never_breaks(schema: dict[str, Any], data: st.DataObject) -> None:
    looser = {**schema, "required": [name for name in schema["required"] if data.draw(st.booleans())]}

    assert not any(finding.breaking for finding in compare(schema, looser, is_read=False))
