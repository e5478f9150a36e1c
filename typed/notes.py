"""What an annotation may say of a value beside its type: `Annotated[int, Limits(ge=1)]`."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from typed.record import dataclass


class NotFit(Exception):
    """A value has the right type, but not what a note asks for: `kind` and `told` as in `Wrong`."""

    def __init__(self, kind: str, told: Mapping[str, Any]) -> None:
        self.kind = kind
        self.told = told
        super().__init__(kind)


class Note(Protocol):
    """Gives the value as it is kept. Raises NotFit, or ValueError with the words for it."""

    def check(self, value: Any) -> Any: ...


@dataclass(frozen=True)
class Limits:
    """Of a number, both inclusive."""

    ge: float
    le: float = float("inf")

    def check(self, value: Any) -> Any:
        if not value >= self.ge:
            raise NotFit("least", {"limit": self.ge})
        if not value <= self.le:
            raise NotFit("most", {"limit": self.le})
        return value


@dataclass(frozen=True)
class Length:
    """Of a text or a list, both inclusive."""

    least: int = 0
    most: float = float("inf")

    def check(self, value: Any) -> Any:
        if len(value) < self.least:
            raise NotFit("too_short", {"limit": self.least})
        if len(value) > self.most:
            raise NotFit("too_long", {"limit": self.most})
        return value


@dataclass(frozen=True)
class Shape:
    """Of a text: all of it must match `pattern`; `example` is one that does."""

    pattern: str
    example: str

    def check(self, value: Any) -> Any:
        if re.fullmatch(self.pattern, value) is None:
            raise NotFit("shape", {"example": self.example})
        return value


@dataclass(frozen=True)
class Must:
    """Whatever a function says, which gives the value back or raises ValueError."""

    say: Callable[[Any], Any]

    def check(self, value: Any) -> Any:
        return self.say(value)
