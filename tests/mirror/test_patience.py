"""What passes by itself is asked again, within the time given; everything else is told at once."""

import time

import pytest

from mirror.git import Answer
from mirror.patience import PAUSES, ask_patiently

DONE = Answer(0, b"", "")
LOCKED = Answer(1, b"", "error: cannot lock ref 'refs/heads/main': is at 1 but expected 2")
REFUSED = Answer(128, b"", "fatal: Authentication failed")


class Remote:
    """Gives these answers one after the other, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.limits: list[float] = []

    def ask(self, limit: float) -> Answer:
        self.limits.append(limit)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.mark.parametrize("failures", [0, 1, len(PAUSES)])
def test_what_passes_is_asked_again_until_it_is_done(failures: int) -> None:
    remote = Remote(*[LOCKED] * failures, DONE)

    assert ask_patiently(remote.ask, 60) == DONE
    assert len(remote.limits) == failures + 1


def test_what_does_not_pass_in_time_is_told() -> None:
    remote = Remote(LOCKED)

    assert ask_patiently(remote.ask, 60) == LOCKED
    assert len(remote.limits) == len(PAUSES) + 1


def test_a_refusal_is_told_at_once() -> None:
    remote = Remote(REFUSED, DONE)

    assert ask_patiently(remote.ask, 60) == REFUSED
    assert len(remote.limits) == 1


def test_the_time_given_is_for_all_attempts_together() -> None:
    remote, limit = Remote(LOCKED), PAUSES[0] + PAUSES[1] / 2
    started = time.monotonic()

    assert ask_patiently(remote.ask, limit) == LOCKED
    assert len(remote.limits) <= 2
    assert all(given <= limit - passed for given, passed in zip(remote.limits, (0, PAUSES[0]), strict=False))
    assert time.monotonic() - started >= PAUSES[0] * (len(remote.limits) - 1)
