"""Bytes from chance: never twice, in no thread and in no process that was forked."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from telemetry.chance import SIZE, random_bytes

FORKED = """
import os
from telemetry.chance import random_bytes

random_bytes()  # the rest of its block is spare
if os.fork() == 0:
    print(random_bytes().hex(), flush=True)
    os._exit(0)
os.wait()
print(random_bytes().hex())
"""


def test_none_is_given_twice_to_many_threads() -> None:
    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(lambda _: random_bytes(), range(10_000)))

    assert {len(each) for each in given} == {SIZE}
    assert len(set(given)) == 10_000


def test_a_forked_process_does_not_repeat_its_parent() -> None:
    done = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True, check=True)

    assert len(set(done.stdout.split())) == 2
