"""What runs in the child that examines packages for the command line: what runs away costs the child."""

from typing import Any

import orjson

from renderer.check import check_package
from renderer.faults import PackageFaults
from renderer.files import Files
from renderer.gate import judge
from renderer.package import Package, load
from renderer.too_much import Bounded, Pace

LOAD_SECONDS = 20.0  # for a package, and for the one that is live


def check(pace: Pace, folder: str, files: Files, submissions: bool) -> Any:
    """A Report as JSON. Raises PackageFaults when the package does not load."""
    pace(LOAD_SECONDS)
    return _plain(check_package(load(files, folder), submissions, Bounded(pace)))


def verdict(pace: Pace, folder: str, files: Files, live: Files | None) -> Any:
    """A Verdict as JSON; `live` is what the branch has. Raises PackageFaults like `check`."""
    pace(LOAD_SECONDS)
    candidate = load(files, folder)
    return _plain(judge(_live(pace, folder, live), candidate, Bounded(pace)))


def _live(pace: Pace, folder: str, files: Files | None) -> Package | None:
    """None as well where it was never fit to be shown."""
    pace(LOAD_SECONDS)
    try:
        return None if files is None else load(files, folder)
    except PackageFaults:
        return None


def _plain(found: object) -> Any:
    return orjson.loads(orjson.dumps(found))
