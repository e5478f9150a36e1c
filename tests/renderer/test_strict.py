"""Strict JSON and TOML."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.strict import MAX_DEPTH, Malformed, parse_json, parse_toml

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
)


@given(_values)
def test_json_comes_back_as_it_was(value: Any) -> None:
    assert parse_json(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('{\n "a": 1,\n "b" 2}', 3, "is not JSON: expecting ':' delimiter."),
        ('{\n "a": 1,\n}', 3, "is not JSON"),
        ("", 1, "is not JSON: expecting value."),
        ('{\n "a": 1,\n "b": {"a": 2},\n "a": 3}', 4, "has the key 'a' twice."),
        ('[{"a": 1},\n {"b": {"c": 1,\n "c": 2}}]', 3, "has the key 'c' twice."),
        ('{"a": [1,\n NaN]}', 2, "holds NaN, which is not a JSON number."),
        ('{"a":\n -Infinity}', 2, "holds -Infinity"),
        ('{"Infinity": 1,\n"a": 1e999}', 2, "holds 1e999"),
        ('{"a": "x",\n "b": "\\ud83d"}', 2, "holds half of a surrogate pair."),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), 1, "is nested deeper than 64 levels."),
        ("[" * 100_000, 1, "holds a nesting or a number too large to read."),
        ("9" * 5_000, 1, "holds a nesting or a number too large to read."),
    ],
)
def test_what_is_not_strict_json_is_refused_on_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_json(text)

    assert caught.value.line == line
    assert caught.value.reason.startswith(reason)


def test_a_whole_surrogate_pair_and_the_deepest_nesting_are_read() -> None:
    assert parse_json('"\\ud83d\\ude00"') == "😀"
    assert parse_json("[" * MAX_DEPTH + "]" * MAX_DEPTH)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('a = 1\nb = "x', 2, "is not TOML"),
        ("a = 1\na = 2", 2, "is not TOML: cannot overwrite a value."),
        ("[a\n", 1, "is not TOML"),
        ('\n\na = """never\nclosed', 4, "is not TOML"),
    ],
)
def test_what_is_not_toml_is_refused_on_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_toml(text)

    assert caught.value.line == line
    assert caught.value.reason.startswith(reason)
