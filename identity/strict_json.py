"""JSON as the standard means it: a name occurs once, numbers are numbers."""

import json


def loads(data: bytes) -> object:
    """The value of a UTF-8 JSON text. Raises ValueError for anything json.loads is lenient about."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_members, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name occurs twice")
    return members


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
