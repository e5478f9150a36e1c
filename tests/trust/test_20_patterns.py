"""Row 20: patterns that keep other engines busy for years; calls are tested in `test_schema_check`.

Measured is what the thread computes: how busy the machine is does not count.
"""

import time

import pytest

from renderer.schema import Schema

PATTERNS = (
    "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(a*)*b$", "(.*a){30}b", "^(([a-z])+.)+[A-Z]$", "^(a?){40}a{40}$",
    "^(a*)*$", "^((a*)*)*$", "^(a*a*)*c", "a*a*a*a*a*a*b", "(a|a?)+b", "^(.*)*$!", "(x+x+)+y", "(a+){10}b",
    "^(\\w+\\s?)*$", "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@)$", "^(\\d+|a+)*$", "(.*){1,20}b",
    "^(?:a|ab|abc|a.*)+z$",
)  # fmt: skip


def test_20_there_are_20() -> None:
    assert len(set(PATTERNS)) == 20


@pytest.mark.parametrize("pattern", PATTERNS)
def test_20_no_pattern_hangs(pattern: str) -> None:
    started = time.thread_time()

    Schema({"pattern": pattern}).is_valid("a" * 10_000 + "!")

    assert time.thread_time() - started < 0.1
