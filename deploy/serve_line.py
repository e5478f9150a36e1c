"""`serve ROLE` and its options, read without the commands' library, which takes longer to import than some
roles take to serve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ROLES = ("router", "production", "preview", "api")
_NUMBERS = {"--port": range(65_536), "--workers": range(1, 65)}


@dataclass(frozen=True)
class Wish:
    """What to serve. `given`: host and port where they are named; `workers` None: as many as the role has."""

    role: str
    given: Mapping[str, Any] = field(default_factory=dict)
    workers: int | None = None


def serve_wish(arguments: Sequence[str]) -> Wish | None:
    """None for every other command, for help, and for what is wrong: the commands say that better."""
    if len(arguments) % 2 or arguments[:1] != ["serve"] or arguments[1] not in ROLES:
        return None
    given: dict[str, Any] = {}
    for option, text in zip(arguments[2::2], arguments[3::2], strict=True):
        value = _value(option, text)
        if value is None:
            return None
        given[option[2:]] = value
    workers = given.pop("workers", None)
    return Wish(arguments[1], given, workers)


def _value(option: str, text: str) -> str | int | None:
    if option == "--host":
        return None if text.startswith("-") else text
    allowed = _NUMBERS.get(option, range(0))
    number = int(text) if text.isascii() and text.isdigit() else -1
    return number if number in allowed else None
