"""Bytes from chance: never twice, in no thread and in no process that was forked."""

import re
import subprocess
import sys
from collections.abc import Callable, Sized
from concurrent.futures import ThreadPoolExecutor

import pytest

from telemetry.chance import LENGTH, SIZE, random_bytes, random_text

FORKED = """
import os
from telemetry.chance import random_bytes, random_text

random_bytes(), random_text()  # the rest of their blocks is spare
if os.fork() == 0:
    print(random_bytes().hex(), random_text(), flush=True)
    os._exit(0)
os.wait()
print(random_bytes().hex(), random_text())
"""


@pytest.mark.parametrize(("draw", "size"), [(random_bytes, SIZE), (random_text, LENGTH)])
def test_none_is_given_twice_to_many_threads(draw: Callable[[], Sized], size: int) -> None:
    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(lambda _: draw(), range(10_000)))

    assert {len(each) for each in given} == {size}
    assert len(set(given)) == 10_000


def test_a_text_stands_in_urls_and_html_as_it_is() -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", random_text()) for _ in range(1_000))


def test_a_forked_process_does_not_repeat_its_parent() -> None:
    done = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True, check=True)

    assert len(set(done.stdout.split())) == 4
