"""Schemas of forms with answers that fit them, for laws that hold for all."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from hypothesis import strategies as st

Shape = tuple[dict[str, Any], st.SearchStrategy[Any]]
"""A schema, and its valid values as a form gives them: no blanks, no space around texts."""

WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


def _choices(values: list[Any]) -> Shape:
    return {"enum": values}, st.sampled_from(values)


def _several(values: list[str]) -> Shape:
    schema = {"type": "array", "items": {"enum": values}, "uniqueItems": True}
    chosen = st.sets(st.sampled_from(values), min_size=1)
    return schema, chosen.map(lambda some: [value for value in values if value in some])


def _moment(format_: str, shown: Callable[[datetime], str]) -> Shape:
    moments = st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1)).map(
        lambda moment: shown(moment.replace(microsecond=0, tzinfo=UTC))
    )
    return {"type": "string", "format": format_}, moments


SCALARS: list[Shape] = [
    ({"type": "string"}, WORDS),
    ({"type": "string", "maxLength": 1000}, LINES),
    ({"type": "integer"}, st.integers(-(2**53), 2**53)),
    ({"type": "number"}, st.floats(allow_nan=False, allow_infinity=False)),
    ({"type": "number", "multipleOf": 0.01}, st.integers(0, 10**9).map(lambda cents: cents / 100)),
    ({"type": ["string", "null"]}, WORDS),
    ({"type": "string", "format": "email"}, st.just("ada@example.com")),
    ({"type": "string", "format": "uri"}, st.just("https://example.com/a?b=c#d")),
    ({"const": "fixed"}, st.just("fixed")),
    _moment("date", lambda moment: moment.date().isoformat()),
    _moment("date-time", lambda moment: moment.isoformat().replace("+00:00", "Z")),
    (
        {"type": "string", "format": "duration"},
        st.sampled_from(["PT2H30M", "P3D", "P2W", "P1Y0M5DT1H", "PT0S"]),
    ),
    _moment("time", lambda moment: moment.time().isoformat() + "Z"),
    _choices(["a", "b & <c>", '"d"', "{{ e }}"]),
    _choices([f"option {number}" for number in range(9)]),
    _choices([1, 2.5, True, "1 & 1"]),
    _several(["red", "green", "blue"]),
]
_WIDE = st.dictionaries(WORDS, st.integers(-(2**53), 2**53), min_size=1, max_size=3)
STRUCTURES: list[Shape] = [
    ({"type": "object", "additionalProperties": {"type": "integer"}}, _WIDE),
    (
        {
            "type": "array",
            "prefixItems": [{"type": "number"}, {"enum": ["a", "b"]}],
            "items": False,
            "minItems": 1,
        },
        st.one_of(st.tuples(st.integers(0, 9)), st.tuples(st.integers(0, 9), st.sampled_from("ab"))).map(
            list
        ),
    ),
]
BOOLEAN: Shape = ({"type": "boolean"}, st.booleans())

NAMES = st.sampled_from(["a", "b_c", "d-e", "f g", "h/i", "j~k", "ü", "<l>", '"m"', "0", "class"])


@st.composite
def objects(draw: st.DrawFn, depth: int = 2) -> Shape:
    """An object of several kinds of properties, some required, some not."""
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=lambda name: name.replace("/", "-")))
    shapes = {name: draw(_value(depth)) for name in names}
    required = [name for name in names if draw(st.booleans()) or shapes[name] is BOOLEAN]
    # An object without any answer is no answer, so one property at least always has one.
    firm = next(
        (name for name in names if "const" not in shapes[name][0] and shapes[name] is not BOOLEAN), None
    )
    if firm is None:
        shapes, required, names = {**shapes, "x": SCALARS[0]}, [*required, "x"], [*names, "x"]
    elif firm not in required:
        required.append(firm)
    schema = {
        "type": "object",
        "properties": {name: shape[0] for name, shape in shapes.items()},
        "required": required,
        "additionalProperties": False,
    }
    always = {name: shapes[name][1] for name in names if name in required or "const" in shapes[name][0]}
    perhaps = {name: shapes[name][1] for name in names if name not in always}
    return schema, st.fixed_dictionaries(always, optional=perhaps)


def _value(depth: int) -> st.SearchStrategy[Shape]:
    plain = st.sampled_from([*SCALARS, BOOLEAN])
    if depth == 0:
        return plain
    inner = st.one_of(objects(depth - 1), kinds(depth - 1))
    rows = st.one_of(inner, st.sampled_from([s for s in SCALARS if _fits_a_row(s)])).map(_rows)
    return st.one_of(plain, plain, inner, rows, st.sampled_from(STRUCTURES))


@st.composite
def kinds(draw: st.DrawFn, depth: int) -> Shape:
    """Objects of several kinds, told apart by a constant."""
    names = draw(st.sampled_from([["cat", "dog"], ["one", "2", "three & four"]]))
    shapes = [draw(objects(depth)) for _ in names]
    cases, answers = [], []
    for number, (name, (schema, some)) in enumerate(zip(names, shapes, strict=True)):
        inner = {f"{key}{number}": value for key, value in schema["properties"].items()}
        required = ["kind", *(f"{key}{number}" for key in schema["required"])]
        cases.append({"properties": {"kind": {"const": name}, **inner}, "required": required})
        answers.append(some.map(partial(_of_kind, name, number)))
    return {"type": "object", "oneOf": cases, "unevaluatedProperties": False}, st.one_of(*answers)


def _of_kind(name: str, number: int, given: dict[str, Any]) -> dict[str, Any]:
    return {"kind": name, **{f"{key}{number}": value for key, value in given.items()}}


def _fits_a_row(shape: Shape) -> bool:
    return "enum" not in shape[0] and "const" not in shape[0] and shape[0].get("type") != "array"


def _rows(shape: Shape) -> Shape:
    return {"type": "array", "items": shape[0]}, st.lists(shape[1], min_size=1, max_size=3)
