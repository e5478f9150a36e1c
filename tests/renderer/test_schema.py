"""Validation: what is told about a wrong instance, and that it ends."""

import time
from typing import Any

import pytest

from renderer.schema import Schema


def told(schema: dict[str, Any], instance: Any) -> list[tuple[str, str]]:
    return sorted((error.pointer, error.keyword) for error in Schema(schema).errors(instance))


@pytest.mark.parametrize(
    ("schema", "instance", "errors"),
    [
        ({"required": ["a"]}, {}, [("/a", "required")]),
        ({"properties": {"x": {"required": ["a/b"]}}}, {"x": {}}, [("/x/a~1b", "required")]),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, [("/b", "required")]),
        ({"items": {"type": "integer"}}, [1, "2", None], [("/1", "type"), ("/2", "type")]),
        (
            {"properties": {"a": True}, "additionalProperties": False},
            {"b": 1, "c": 2},
            [("/b", "additionalProperties"), ("/c", "additionalProperties")],
        ),
        ({"format": "date"}, "2026-02-30", [("", "format")]),
        ({"format": "email"}, "nobody", [("", "format")]),
        ({"multipleOf": 0.01}, 19.99, []),
        ({"multipleOf": 0.01}, 0.005, [("", "multipleOf")]),
        ({"type": "integer"}, 1.0, []),
    ],
)
def test_each_error_is_told_at_its_place(
    schema: dict[str, Any], instance: Any, errors: list[tuple[str, str]]
) -> None:
    assert told(schema, instance) == errors


BRANCHES = {
    "properties": {"kind": {}},
    "if": {"properties": {"kind": {"const": "other"}}},
    "then": {"properties": {"what": {"type": "string"}, "why": {}}, "required": ["why"]},
    "unevaluatedProperties": False,
}


def test_a_failed_branch_is_not_also_reported_as_unexpected_properties() -> None:
    assert told(BRANCHES, {"kind": "other", "what": "x"}) == [("/why", "required")]


def test_a_property_no_branch_knows_is_reported_beside_the_failed_branch() -> None:
    errors = told(BRANCHES, {"kind": "other", "what": "x", "extra": 1})

    assert errors == [("/extra", "unevaluatedProperties"), ("/why", "required")]


def test_a_property_of_a_branch_that_does_not_apply_is_unexpected() -> None:
    assert told(BRANCHES, {"kind": "usual", "what": "x"}) == [("/what", "unevaluatedProperties")]


def test_a_failed_branch_behind_references_is_excused_as_well() -> None:
    schema = {
        "$defs": {"person": {"properties": {"name": {"minLength": 2}}}, "both": {"$ref": "#/$defs/person"}},
        "properties": {"boss": {"allOf": [{"$ref": "#/$defs/both"}], "unevaluatedProperties": False}},
    }

    errors = told(schema, {"boss": {"name": "x", "age": 3}})

    assert errors == [("/boss/age", "unevaluatedProperties"), ("/boss/name", "minLength")]


def test_errors_say_what_is_asked_for_and_never_what_was_answered() -> None:
    secret = "hunter2"
    schema = {
        "properties": {
            "a": {"maxLength": 3},
            "b": {"anyOf": [{"type": "integer"}, {"pattern": "^x"}]},
            "c": {"enum": ["x", "y"]},
            "d": {"not": {"type": "string"}},
            "e": {"uniqueItems": True},
        }
    }

    errors = Schema(schema).errors(dict.fromkeys("abcd", secret) | {"e": [secret, secret]})

    assert len(errors) == 5
    assert secret not in repr(errors)
    limits = {error.pointer: dict(error.params) for error in errors}
    assert limits["/a"] == {"limit": 3}
    assert limits["/c"] == {"options": ["x", "y"]}


EXPONENTIAL = [
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|aa)+$",
    "^(a*)*b$",
    "(.*a){30}b",
    "^(([a-z])+.)+[A-Z]$",
    "^(a?){40}a{40}$",
]


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_no_pattern_hangs(pattern: str) -> None:
    schema = Schema({"pattern": pattern})
    started = time.thread_time()

    schema.is_valid("a" * 10_000 + "!")

    assert time.thread_time() - started < 0.1


def test_a_property_may_be_called_like_the_place_in_a_list() -> None:
    case = {"properties": {"kind": {"const": "a"}, "0": {"type": "string"}}, "required": ["kind", "0"]}
    other = {"properties": {"kind": {"const": "b"}}, "required": ["kind"]}
    schema = Schema({"properties": {"0": {"oneOf": [case, other]}}})

    assert [error.pointer for error in schema.errors({"0": {"kind": "a"}})] == ["/0/0"]
