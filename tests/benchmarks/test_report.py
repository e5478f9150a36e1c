"""What was measured, written down."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import report
from benchmarks.goals import GOALS, Goal

ONE = {"p50_ms": 1.0, "failed": 0, "spread": 1.1}
TOLD: dict[str, Any] = {
    "machine": {"date": "2026-11-23", "cores": 2, "memory_gb": 24, "python": "3.11.7"},
    "command": "scripts/bench",
    "minutes": 12.0,
    "peers": ["wrk 4.1"],
    "loads": {
        "page": {
            "ours": {**ONE, "per_second": 3000.0, "p99_ms": 40.0},
            "next-24": {**ONE, "per_second": 250.0, "p99_ms": 400.0},
            "hello": {**ONE, "per_second": 30000.0, "p99_ms": 2.0},
        }
    },
    "start": {"ours": {"ms": 300.0, "mb": 50.0}, "next-24": {"ms": 660.0, "mb": 120.0}},
    "dev-start": {"ours": {"ms": 500.0, "mb": 75.0}, "next-24": {"ms": 4000.0, "mb": 450.0}},
    "screens": {"save": {"package": "p", "label": {"dom_median_ms": 12.0}}},
    "missed": {"vite": "RuntimeError: npm is not there"},
}


def row(work: str) -> list[str]:
    [line] = [line for line in report.lines(TOLD) if line.startswith(f"| {work}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_each_goal_says_what_was_measured_and_whether_that_is_enough() -> None:
    assert row("page, record over HTTP: p99")[2:] == ["at least 8 x shorter", "10.00 x shorter", "yes"]
    assert row("cold start")[2:] == ["at least 2 x shorter", "2.20 x shorter", "yes"]
    assert row("start of dev")[2:] == ["at least 10 x shorter", "8.00 x shorter", "**no**"]
    assert row("memory of dev")[2:] == ["at least 6 x smaller", "6.00 x smaller", "yes"]
    assert row("submission by a program")[3:] == ["not measured", "-"]


def test_a_goal_that_is_missed_is_told() -> None:
    lines = [line for line in report.lines(TOLD) if line.startswith("| page, record over HTTP: requests/s")]

    assert "12.00 x | **no**" in lines[0]
    assert "10.00 % | yes" in lines[1]


def test_what_could_not_be_measured_is_told() -> None:
    assert "- vite: RuntimeError: npm is not there" in list(report.lines(TOLD))


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.work)
def test_without_figures_no_goal_is_reached(goal: Goal) -> None:
    assert goal.value({}) is None


def test_what_is_kept_by_hand_stays(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    file.write_text("# Mine\n<!-- measured: begin -->\nof yesterday\n<!-- measured: end -->\n## By hand\n")

    report.write(json.loads(json.dumps(TOLD)), file)
    report.write(TOLD, file)

    text = file.read_text()
    assert text.startswith("# Mine\n<!--")
    assert text.endswith("<!-- measured: end -->\n## By hand\n")
    assert "of yesterday" not in text
    assert text.count("| work | against |") == 1
