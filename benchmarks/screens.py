"""From an act to what is seen, by the benchmarks that stand alone, each in a process of its own."""

import json
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

from benchmarks.load import LOAD_CORE, SERVER_CORE

# Name -> module and its arguments, briefly and at length.
SCREENS: dict[str, tuple[str, list[str], list[str]]] = {
    "save": ("benchmarks.save_to_screen", ["--saves", "40"], ["--saves", "150"]),
    "vite": ("benchmarks.vite_to_screen", ["--saves", "30"], ["--saves", "100"]),
    "push": ("benchmarks.push_to_screen", ["--pushes", "8"], ["--pushes", "20"]),
    "publish": ("benchmarks.publish_to_page", ["--times", "5"], ["--times", "20"]),
    "previews": ("benchmarks.open_previews", ["--saves", "8"], ["--saves", "20"]),
    "tasks": ("benchmarks.many_tasks", ["--tasks", "100000"], ["--tasks", "1000000"]),
    "replicas": ("benchmarks.replicas", ["--seconds", "3"], ["--seconds", "8"]),
}
LIMITS = {True: 80.0, False: 240.0}  # seconds for each, briefly and at length


ATTEMPTS = 3  # a busy moment makes two saves one, and then there is nothing to measure


def run(name: str, quick: bool) -> Any:
    """What the benchmark says as JSON. Raises RuntimeError when it says none, or takes too long."""
    for _ in range(ATTEMPTS - 1):
        try:
            return _once(name, quick)
        except RuntimeError as failed:
            print(f"{name}: once more, after: {failed}", flush=True)
    return _once(name, quick)


def _once(name: str, quick: bool) -> Any:
    module, briefly, at_length = SCREENS[name]
    if find_spec(module) is None:
        raise RuntimeError(f"{module} is not there yet")
    cores = f"{SERVER_CORE},{LOAD_CORE}"  # the browser shares them with us
    command = ["taskset", "-c", cores, sys.executable, "-m", module]
    arguments = [*(briefly if quick else at_length), "--json"]
    try:
        done = subprocess.run(
            [*command, *arguments], capture_output=True, text=True, check=False, timeout=LIMITS[quick]
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"{module} took longer than {LIMITS[quick]:.0f} s") from None
    start = done.stdout.find("{")
    if done.returncode or start < 0:
        raise RuntimeError(f"{module}: {done.stderr[-500:] or done.stdout[-500:]}")
    return json.loads(done.stdout[start:])
