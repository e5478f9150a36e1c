"""Lines of keys and items, and JSON pointers."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from renderer.position import from_pointer, json_lines, line_at, to_pointer, toml_lines

JSON = """\
{
  "title": "a, b: {c}",
  "list": [
    {"deep": 1,
     "twin": "x\\"y"},
    2, [3,
      4]
  ],
  "last": null
}"""

TOML = """\
format = 1
# name = "in a comment"
"quoted key" = 2

[[actions]]
id = "approve"

[[actions]]   # the second
id = "reject"
confirm = true

[embed.inner]
frame_ancestors = [
  "https://a.example",
]
a.b = 1
"""


def test_keys_and_items_of_json_have_their_lines() -> None:
    assert json_lines(JSON) == {
        (): 1,
        ("title",): 2,
        ("list",): 3,
        ("list", 0): 4,
        ("list", 0, "deep"): 4,
        ("list", 0, "twin"): 5,
        ("list", 1): 6,
        ("list", 2): 6,
        ("list", 2, 0): 6,
        ("list", 2, 1): 7,
        ("last",): 9,
    }


def test_tables_and_keys_of_toml_have_their_lines() -> None:
    assert toml_lines(TOML) == {
        (): 1,
        ("format",): 1,
        ("quoted key",): 3,
        ("actions", 0): 5,
        ("actions", 0, "id"): 6,
        ("actions", 1): 8,
        ("actions", 1, "id"): 9,
        ("actions", 1, "confirm"): 10,
        ("embed", "inner"): 12,
        ("embed", "inner", "frame_ancestors"): 13,
        ("embed", "inner", "a", "b"): 16,
    }


def test_what_is_not_in_the_text_stands_where_it_would_be() -> None:
    lines = json_lines(JSON)

    assert line_at(lines, ("list", 0, "missing", "deeper")) == 4
    assert line_at(lines, ("nowhere",)) == 1


def places(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path}.union(*(places(item, (*path, key)) for key, item in items))


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
)


@given(_values, st.sampled_from([None, 0, 2]), st.booleans())
def test_every_place_of_any_json_is_found(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    assert json_lines(text).keys() == places(value)


@given(st.lists(st.text()))
def test_a_pointer_leads_back_to_its_keys(keys: list[str]) -> None:
    assert from_pointer(to_pointer(keys)) == tuple(keys)
