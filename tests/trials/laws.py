"""The laws of forms, tried with thousands of schemas each."""

import os

from tests.trials.named import named
from tests.trials.table import Row

LAWS = ("tests/renderer/form/test_laws.py", "tests/renderer/form/test_seeded_law.py")


def laws(times: int) -> Row:
    """`times` schemas for each law."""
    found = named("laws of forms", LAWS, {**os.environ, "LAW_EXAMPLES": str(times)})
    return Row("laws of forms", found.tried * times, found.wrong, found.told)
