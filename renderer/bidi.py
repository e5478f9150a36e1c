"""Keeps a value that reads in another direction from disturbing the text around it."""

import re

_ISOLATE, _END = "\u2068", "\u2069"  # first strong isolate, pop directional isolate
# What turns text around on purpose: in a value it would reach beyond its end.
_CONTROLS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_TURNING = re.compile(
    "[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_NOT_RIGHT_TO_LEFT = re.compile("[^\\s\u0590-\u08ff]")


def isolated(value: str, direction: str) -> str:
    """A value as it goes into a text of this direction; in marks where it could read differently there."""
    foreign = _TURNING if direction == "ltr" else _NOT_RIGHT_TO_LEFT
    if not foreign.search(value):
        return value
    return f"{_ISOLATE}{value.translate(_CONTROLS)}{_END}"
