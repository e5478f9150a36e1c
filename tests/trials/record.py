"""The last full run of each row, as docs/operators/trust.md keeps it."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.trials.table import Row

PAGE = Path(__file__).parents[2] / "docs/operators/trust.md"
HEADING = "## The last full run\n"
HEAD = [
    "| row | tried | wrong | verdict | found | when and where |",
    "| --- | ---: | ---: | --- | --- | --- |",
]


def write(found: Sequence[Row], page: Path = PAGE) -> None:
    """Puts these lines in the place of those of the same rows."""
    before, _, section = page.read_text().partition(HEADING)
    words, _, old = section.partition(HEAD[0])
    lines = old.splitlines()[2:] if old else []
    new = {row_of(each.line) for each in found}
    kept = [line for line in lines if row_of(line) not in new]
    lines = sorted([*kept, *(f"{each.line} {here()} |" for each in found)], key=_order)
    page.write_text(before + HEADING + words + "\n".join([*HEAD, *lines]) + "\n")


def here() -> str:
    """Today, and the size of this machine."""
    memory = psutil.virtual_memory().total / 2**30
    return f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {memory:.0f} GB"


def row_of(line: str) -> str:
    return line.removeprefix("| ").split(" ")[0]


def _order(line: str) -> tuple[bool, int, str]:
    row = row_of(line)
    return not row.isdigit(), int(row) if row.isdigit() else 0, row
