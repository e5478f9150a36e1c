"""What is wrong with a value, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from typed.record import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Wrong:
    """`kind`: `missing`, `unknown`, `type`, `choice`, `least`, `most`, `too_short`, `too_long`, `shape` or
    `said`; `told` is what was expected."""

    kind: str
    path: Path
    value: Any = field(default=None, repr=False)  # it may be a secret
    told: Mapping[str, Any] = field(default_factory=dict)


class WrongValues(ValueError):
    """Everything that is wrong. The message holds no value."""

    def __init__(self, found: Sequence[Wrong]) -> None:
        self.found = tuple(found)
        super().__init__("\n".join(f"{'.'.join(map(str, each.path))} {words_of(each)}" for each in found))


_TYPES = {
    "int": "a whole number",
    "number": "a number",
    "text": "text",
    "list": "a list",
    "path": "a path",
    "bool": "true or false",
    "object": "an object",
}


def words_of(wrong: Wrong) -> str:
    """Goes on after the name of what is wrong, and holds no value."""
    told = wrong.told
    match wrong.kind:
        case "missing":
            return "is not set"
        case "unknown":
            return "is unknown"
        case "type":
            return f"must be {_TYPES[told['type']]}"
        case "choice":
            return f"must be one of {', '.join(map(str, told['allowed']))}"
        case "least":
            return f"must be {told['limit']} or more"
        case "most":
            return f"must be {told['limit']} or less"
        case "too_short":
            return f"must have a length of {told['limit']} or more"
        case "too_long":
            return f"must have a length of {told['limit']} or less"
        case "shape":
            return f"must be written like {told['example']}"
        case _:
            return str(told["words"])
