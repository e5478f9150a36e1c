"""JSON that holds what people wrote: to bytes and back, unchanged."""

import json
from typing import Any


def to_bytes(value: Any) -> bytes:
    """UTF-8 JSON, members in the order they came; integers of any size."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(data: bytes) -> Any:
    return json.loads(data)


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: the order of members does not matter, 1 and true are not the same."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
