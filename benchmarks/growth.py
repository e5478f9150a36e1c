"""What a page costs as things grow: microseconds, in one process, when nothing else runs."""

import time
from collections.abc import Callable
from typing import Any

import orjson

from benchmarks import sample
from renderer.fixtures import Viewer
from renderer.package import Package, load
from renderer.page import PageInfo, View, render_page

FIELDS = (12, 120, 1200)
ROWS = (10, 1000)
PACKAGES = (10, 1000)
_INFO = PageInfo(url="/i/a/b/c", asset_root="/i/-/", nonce="n" * 22, key="k" * 22, files="/i/a/b/c/files/")
_VIEWER = Viewer(name="Jane Doe", email="jane@example.com", zone="Europe/Berlin")


def measured() -> dict[str, dict[str, float]]:
    """By what grows and how many there are."""
    return {
        "fields": {str(number): _page(_package(number)) for number in FIELDS},
        "rows": {str(number): _page(_rows(), {"rows": _many(number)}) for number in ROWS},
        "packages": {str(number): _among(number) for number in PACKAGES},
    }


def _package(fields: int) -> Package:
    return load(sample.package(fields=fields), sample.FOLDER)


def _rows() -> Package:
    """A form with a list of two columns."""
    columns = {"what": {"type": "string"}, "amount": {"type": "number"}}
    rows = {"type": "array", "items": {"type": "object", "properties": columns}}
    changed = {
        "schema.json": orjson.dumps({"type": "object", "properties": {"rows": rows}}),
        "ui.json": b"{}",
        "fixtures/default.json": b'{"title": "Empty", "context": {}}',
    }
    return load({**sample.package(), **changed}, sample.FOLDER)


def _many(number: int) -> list[dict[str, object]]:
    return [{"what": f"Row {at}", "amount": at + 0.5} for at in range(number)]


def _among(number: int) -> float:
    """A page of one package while others are in memory; they differ in name only."""
    packages = [_named(at) for at in range(number)]
    return _page(packages[number // 2])


def _named(number: int) -> Package:
    name = f"{sample.FOLDER}-{number}"
    return load(sample.package(name), name)


def _page(package: Package, answers: dict[str, Any] | None = None) -> float:
    view = View("en", {"prefill": sample.ANSWERS}, _VIEWER, _INFO, answers)
    return best(lambda: render_page(package, view))


def best(work: Callable[[], object], seconds: float = 0.5) -> float:
    """Microseconds that one call takes: of as many as fit in, the quickest twentieth."""
    work()
    taken: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(taken) < 20:
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return round(sorted(taken)[len(taken) // 20] * 1e6, 1)
