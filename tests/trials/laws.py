"""The laws of forms, tried with thousands of schemas each."""

import os
import sys
from time import monotonic

from tests.trials.named import named
from tests.trials.table import Row

LAWS = ("tests/renderer/form/test_laws.py", "tests/renderer/form/test_seeded_law.py")
ROUND = 100  # schemas for each law; more in one round only slow each other down
PATIENCE = 1800.0  # seconds for one round


def laws(times: int) -> Row:
    """`times` schemas for each law, in rounds of their own; each round says how far it came."""
    tried, wrong, told = 0, 0, set[str]()
    started = monotonic()
    for done in range(0, times, ROUND):
        size = min(ROUND, times - done)
        found = named("laws of forms", LAWS, {**os.environ, "LAW_EXAMPLES": str(size)}, PATIENCE)
        tried, wrong = tried + found.tried * size, wrong + found.wrong
        told.add(found.told)
        sys.stderr.write(f"{done + size} of {times} after {monotonic() - started:.0f} s: {found.told}\n")
    return Row("laws of forms", tried, wrong, "; ".join(sorted(told)))
