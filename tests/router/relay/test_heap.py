"""Free memory stays ours between bodies: asking the system for it again costs more than the proxying."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BODIES = """
from resource import RUSAGE_SELF, getrusage
from router.relay.heap import keep_free_memory

def pages_asked_for():
    before = getrusage(RUSAGE_SELF).ru_minflt
    for _ in range(50):
        [b"x" * 100_000 for _ in range(20)]
    return getrusage(RUSAGE_SELF).ru_minflt - before

first = pages_asked_for()
keep_free_memory()
pages_asked_for()
print(first, pages_asked_for())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives memory back that soon")
def test_bodies_do_not_ask_the_system_for_memory_again_and_again() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BODIES], cwd=ROOT, capture_output=True, text=True, check=True
    )

    before, after = map(int, done.stdout.split())

    assert before > 10_000
    assert after < 100
