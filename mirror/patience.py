"""Asks a remote again when what was in the way passes by itself, within the time that was given."""

import time
from collections.abc import Callable

from mirror.git import Answer

PAUSES = (0.1, 0.2, 0.4, 0.8)  # seconds before each further attempt

# Another process moves the same branch (as the push of one that was killed), or the line broke for a moment.
_PASSING = (
    "cannot lock ref",
    "Unable to create",
    "unable to update local ref",
    "Connection reset",
    "Could not resolve host",
    "Connection timed out",
    "the remote end hung up",
    "early EOF",
    "returned error: 5",
)


def ask_patiently(ask: Callable[[float], Answer], limit: float) -> Answer:
    """Git's first answer that is not a passing failure, or its last; `ask` is given the seconds left."""
    end = time.monotonic() + limit
    answer = ask(limit)
    for pause in PAUSES:
        if answer.code == 0 or not is_passing(answer.words) or time.monotonic() + pause >= end:
            break
        time.sleep(pause)
        answer = ask(end - time.monotonic())
    return answer


def is_passing(words: str) -> bool:
    """Whether git's complaint is about something that goes away."""
    return any(sign in words for sign in _PASSING)
