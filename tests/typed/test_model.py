"""Values checked against a class: what is taken, and every fault with its place."""

import pickle
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typed.kinds import REFUSED
from typed.model import Model
from typed.notes import Length, Limits, Must, Shape
from typed.wrong import Wrong, WrongValues, words_of


def even(number: int) -> int:
    if number % 2:
        raise ValueError("must be even")
    return number


Name = Annotated[str, Shape("[a-z]+", '"ann"')]


class Part(Model):
    id: Name
    weight: Annotated[int, Limits(0, 9)] = 1


class Whole(Model):
    name: Annotated[str, Length(1, 5)]
    kind: Literal["a", "b", 3] = "a"
    pair: Annotated[int, Must(even)] | None = None
    share: float = 0.5
    on: bool = False
    parts: Annotated[tuple[Part, ...], Length(1)] = (Part(id="one"),)
    either: Name | Part = "x"
    by_name: dict[Name, Part] = {}
    any: Any = None
    self: str = ""  # as JSON may call a key


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def faults(**values: Any) -> list[tuple[str, str]]:
    """The dotted path and the words of each."""
    with pytest.raises(WrongValues) as error:
        Whole.model_validate({"name": "n", **values})
    return [(".".join(map(str, wrong.path)), words_of(wrong)) for wrong in error.value.found]


def test_what_fits_is_taken_and_the_rest_has_defaults() -> None:
    made = Whole.model_validate(
        {
            "name": "n",
            "kind": 3,
            "pair": 2.0,
            "share": 1,
            "parts": [{"id": "a"}, Part(id="b", weight=2)],
            "either": {"id": "c"},
            "by_name": {"d": {"id": "e"}},
            "self": "s",
        }
    )

    assert made.parts == (Part(id="a"), Part(id="b", weight=2))
    assert (made.kind, made.pair, made.share, made.either) == (3, 2, 1.0, Part(id="c"))
    assert (made.by_name, made.any, made.on) == ({"d": Part(id="e")}, None, False)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"name": ""}, [("name", "must have a length of 1 or more")]),
        ({"name": "longer"}, [("name", "must have a length of 5 or less")]),
        ({"name": 1}, [("name", "must be text")]),
        ({"kind": "c"}, [("kind", "must be one of a, b, 3")]),
        ({"kind": True}, [("kind", "must be one of a, b, 3")]),
        ({"pair": 3}, [("pair", "must be even")]),
        ({"pair": 1.5}, [("pair", "must be a whole number")]),
        ({"pair": "2"}, [("pair", "must be a whole number")]),
        ({"pair": float("inf")}, [("pair", "must be a whole number")]),
        ({"share": True}, [("share", "must be a number")]),
        ({"on": 1}, [("on", "must be true or false")]),
        ({"parts": []}, [("parts", "must have a length of 1 or more")]),
        ({"parts": {}}, [("parts", "must be a list")]),
        ({"parts": [{"id": "a", "weight": 10}, {}]}, [
            ("parts.0.weight", "must be 9 or less"), ("parts.1.id", "is not set"),
        ]),
        ({"parts": [{"id": "a", "weight": -1}]}, [("parts.0.weight", "must be 0 or more")]),
        ({"parts": ["a"]}, [("parts.0", "must be an object")]),
        ({"either": "A"}, [("either", 'must be written like "ann"')]),
        ({"either": {"id": 1}}, [("either.id", "must be text")]),
        ({"by_name": {"D": {"id": "e"}}}, [("by_name.D", 'must be written like "ann"')]),
        ({"by_name": []}, [("by_name", "must be an object")]),
        ({"colour": 1, "on": 2}, [("on", "must be true or false"), ("colour", "is unknown")]),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_place(values: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert faults(**values) == found


@given(st.dictionaries(st.sampled_from([*Whole.model_fields, "other"]), JSON))
def test_whatever_comes_is_taken_or_refused_and_what_is_taken_is_taken_again(values: dict[str, Any]) -> None:
    wrong: list[Wrong] = []
    made = Whole.model_check(values, (), wrong)

    assert (made is REFUSED) == bool(wrong)
    assert wrong or repr(Whole.model_validate(made.model_dump())) == repr(made)


def test_one_does_not_change_and_equals_its_like() -> None:
    part = Part(id="a")

    with pytest.raises(AttributeError, match="weight"):
        part.weight = 2  # type: ignore[misc]
    assert part == Part(id="a", weight=1) == pickle.loads(pickle.dumps(part))
    assert {part, Part(id="a"), part.model_copy({"weight": 2})} == {part, Part(id="a", weight=2)}
    assert repr(part) == "Part(id='a', weight=1)"
    assert part != "a"
