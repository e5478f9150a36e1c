"""Rules between two properties of one object: `"x-compare": {"end": {"atLeast": "start"}}`."""

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

KEYWORD = "x-compare"
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "atLeast": operator.ge,
    "moreThan": operator.gt,
    "atMost": operator.le,
    "lessThan": operator.lt,
    "equals": operator.eq,
    "differsFrom": operator.ne,
}


class Compare:
    """The keyword as the validator knows it. Properties that are not there, or of another type, pass."""

    def __init__(self, *given: Any) -> None:
        _, self._rules, _ = given  # the schema around it, its own value, where it stands

    def validate(self, instance: Any) -> None:
        if next(broken(self._rules, instance), None):
            raise ValueError("two of its properties do not go together")


def broken(rules: Any, instance: Any) -> Iterator[tuple[str, str, str]]:
    """Every rule that does not hold: the property at fault, the operator, the other property."""
    if not isinstance(instance, dict):
        return
    for name, wanted in rules.items():
        for word, other in wanted.items():
            if not _holds(word, instance.get(name), instance.get(other)):
                yield name, word, other


def complaint(rules: Any, properties: Mapping[str, Any]) -> str:
    """What is wrong with how the keyword is written; empty when nothing is."""
    if not isinstance(rules, dict) or not all(isinstance(wanted, dict) for wanted in rules.values()):
        return "is not an object of property, operator and other property"
    for name, wanted in rules.items():
        for word, other in wanted.items():
            if word not in OPERATORS:
                return f"has the operator '{word}'; there are {', '.join(OPERATORS)}"
            if unknown := next((one for one in (name, other) if one not in properties), None):
                return f"speaks of '{unknown}', which is no property beside it"
    return ""


def _holds(word: str, value: Any, other: Any) -> bool:
    if value is None or other is None:
        return True
    compare = OPERATORS[word]
    if isinstance(value, str) and isinstance(other, str):
        return compare(*_moments(value, other))
    both = (value, other)
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in both):
        return compare(value, other)
    return word not in ("equals", "differsFrom") or compare(value, other)


def _moments(value: str, other: str) -> tuple[Any, Any]:
    """Two date-times as instants, so that zones do not matter; other texts as they are, as dates sort so."""
    if "T" not in value or "T" not in other:
        return value, other
    try:
        moments = datetime.fromisoformat(value), datetime.fromisoformat(other)
    except ValueError:
        return value, other
    zoned = [moment.tzinfo is not None for moment in moments]
    return moments if zoned[0] == zoned[1] else (value, other)
