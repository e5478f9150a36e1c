"""Figures are medians and 95th percentiles, told for people or for programs."""

import json

import pytest

from benchmarks.figures import parser, summary, tell


def test_a_summary_needs_no_order() -> None:
    values = [float(number) for number in range(100, 0, -1)]

    assert summary("way", values) == {"way_median_ms": 50.5, "way_p95_ms": 96.0}
    assert summary("way", [7.0]) == {"way_median_ms": 7.0, "way_p95_ms": 7.0}


def test_it_is_told_in_lines_or_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    tell({"times": 3}, False, ["one", "two"])
    assert capsys.readouterr().out == "one\ntwo\n"

    tell({"times": 3}, True, ["one"])
    assert json.loads(capsys.readouterr().out) == {"times": 3}


def test_how_often_has_the_name_of_what_is_counted() -> None:
    assert parser("", "pushes", 20).parse_args([]).pushes == 20
    assert parser("", "pushes", 20).parse_args(["--pushes", "5"]).pushes == 5
