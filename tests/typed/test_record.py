"""Our dataclasses are the standard ones, but for what making a class costs."""

import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from dataclasses import dataclass as standard
from functools import cached_property
from typing import Any

import pytest

from typed.record import dataclass

Maker = Callable[..., Any]


def classes(dataclass: Maker) -> tuple[Any, Any]:
    @dataclass(frozen=True)
    class Base:
        """Base."""

        a: int
        b: str = "b"
        secret: str = field(default="s", repr=False)
        noted: int = field(default=0, compare=False)
        many: list[int] = field(default_factory=list)

        @cached_property
        def twice(self) -> int:
            return 2 * self.a

    @dataclass(frozen=True)
    class Derived(Base):
        """Derived."""

        c: float = 0.5
        half: float = field(init=False, compare=False)
        memo: dict[str, int] = field(init=False, compare=False, repr=False, default_factory=dict)

        def __post_init__(self) -> None:
            object.__setattr__(self, "half", self.c / 2)
            if self.c < 0:
                raise ValueError("below 0")

    return Base, Derived


@pytest.fixture(params=[standard, dataclass], ids=["standard", "ours"])
def both(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    return classes(request.param)


def test_they_are_made_and_shown_alike(both: tuple[Any, Any]) -> None:
    base, derived = both

    assert repr(base(1, many=[2])).endswith(".Base(a=1, b='b', noted=0, many=[2])")
    assert [each.name for each in fields(derived)] == [
        "a",
        "b",
        "secret",
        "noted",
        "many",
        "c",
        "half",
        "memo",
    ]
    assert asdict(base(1, "x")) == {"a": 1, "b": "x", "secret": "s", "noted": 0, "many": []}
    assert (derived(1, c=3.0).half, derived(1).memo) == (1.5, {})
    assert derived(1).memo is not derived(1).memo
    assert base(1).many is not base(1).many
    assert base(2).twice == 4
    with pytest.raises(TypeError):
        base()
    with pytest.raises(TypeError):
        base(1, d=2)
    with pytest.raises(ValueError, match="below 0"):
        derived(1, c=-1)


def test_they_are_compared_alike(both: tuple[Any, Any]) -> None:
    base, derived = both

    assert base(1) == base(1, noted=2)
    assert base(1) != base(2)
    assert base(1) != derived(1)
    assert replace(base(1), b="c") == base(1, "c")
    assert hash(base(1, many=())) == hash(base(1, noted=3, many=()))


def test_they_do_not_change(both: tuple[Any, Any]) -> None:
    made = both[0](1)

    with pytest.raises(FrozenInstanceError):
        made.a = 2
    with pytest.raises(FrozenInstanceError):
        del made.a
    assert made.a == 1


@dataclass(frozen=True)
class Sent:
    """Sent between processes."""

    a: int


@dataclass(frozen=True, eq=False)
class Itself:
    """Equals nothing else."""

    a: int


@dataclass(frozen=True, slots=True, order=True)
class Small:
    """Made by the standard library."""

    a: int


def test_what_is_sent_arrives() -> None:
    assert pickle.loads(pickle.dumps(Sent(1))) == Sent(1)


def test_the_other_ways_of_making_them() -> None:
    assert Itself(1) != Itself(1)
    assert len({Itself(1), Itself(1)}) == 2
    assert Small(1) < Small(2)
    assert not hasattr(Small(1), "__dict__")


@dataclass(frozen=True)
class Awkward:
    """Fields that are called like what a constructor may use."""

    cls: int
    value: int
    MISSING: int = 3
    make_own: int = 4
    default_own: int = 5
    own: list[int] = field(default_factory=list)


def test_any_name_is_good_for_a_field() -> None:
    assert Awkward(1, 2) == Awkward(1, 2, 3, 4, 5, [])
    assert asdict(Awkward(1, 2, 6, 7, 8, [9])) == {
        "cls": 1, "value": 2, "MISSING": 6, "make_own": 7, "default_own": 8, "own": [9],
    }  # fmt: skip
