"""What was found is told, counted and written down as it was."""

from pathlib import Path

import pytest

from tests.trials.named import counted, named
from tests.trials.record import HEAD, HEADING, here, write
from tests.trials.table import Row, table, tell

GOOD = "tests/trials/test_recording.py::test_what_does_not_hold_exits_1"


@pytest.mark.parametrize(("tried", "wrong", "code"), [(3, 0, 0), (3, 1, 1), (0, 0, 1)])
def test_what_does_not_hold_exits_1(
    capsys: pytest.CaptureFixture[str], tried: int, wrong: int, code: int
) -> None:
    assert tell(Row("a promise", tried, wrong, "example")) == code
    assert ("BROKEN" in capsys.readouterr().out) == bool(code)


def test_every_row_is_a_line() -> None:
    rows = [Row(f"promise {number}", 1, 0) for number in range(3)]

    assert [line.split(" | ")[0] for line in table(rows).splitlines()[2:]] == [f"| {row.row}" for row in rows]


def test_tests_are_run_and_counted(tmp_path: Path) -> None:
    many = tmp_path / "test_many.py"
    many.write_text("def test_many(record_property):\n    record_property('tried', 500)\n")

    assert named("1 counting", [GOOD, str(many)]) == Row("1 counting", 503, 0, "4 tests")
    assert not named("1 counting", ["tests/trials/test_recording.py::test_nowhere"]).holds


def test_what_failed_or_was_skipped_is_wrong_and_numbers_told_are_taken(tmp_path: Path) -> None:
    cases = (
        '<testcase name="a"><properties><property name="tried" value="500"/></properties></testcase>',
        '<testcase name="b"><failure/></testcase>',
        '<testcase name="c"><skipped/></testcase>',
    )
    report = tmp_path / "report.xml"
    report.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")

    assert counted("1 x", report) == Row("1 x", 502, 2, "3 tests, b, c")
    assert not counted("1 x", tmp_path / "none.xml").holds


def test_a_run_replaces_the_lines_of_its_rows_and_keeps_the_others(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("\n".join(["# Page", "", HEADING, "Words.", "", *HEAD]) + "\n")
    write([Row("10 ten", 1, 1), Row("10 ten again", 2, 1)], page)
    write([Row("9 nine", 1, 0, "a | b")], page)
    write([Row("10 ten", 1000, 0)], page)

    before, _, after = page.read_text().partition(HEAD[1] + "\n")

    assert before.startswith(f"# Page\n\n{HEADING}\nWords.\n\n")
    assert after.splitlines() == [
        f"| 9 nine | 1 | 0 | holds | a \\| b | {here()} |",
        f"| 10 ten | 1,000 | 0 | holds |  | {here()} |",
    ]
