"""The trials hold, in their short form; and a broken promise is told as one."""

import pytest

from tests.trials.hostile import hostile
from tests.trials.kills import PLACES, kills
from tests.trials.table import Row, table, tell


@pytest.mark.timeout(300)
def test_killed_while_publishing() -> None:
    row = kills(3)

    assert (row.wrong, row.tried) == (0, 3), row.told
    assert len(PLACES) == 10


def test_hostile_repositories() -> None:
    row = hostile()

    assert row.holds, row.told
    assert row.tried >= 25


@pytest.mark.parametrize(("tried", "wrong", "code"), [(3, 0, 0), (3, 1, 1), (0, 0, 1)])
def test_what_does_not_hold_exits_1(
    capsys: pytest.CaptureFixture[str], tried: int, wrong: int, code: int
) -> None:
    assert tell(Row("a promise", tried, wrong, "example")) == code
    assert ("BROKEN" in capsys.readouterr().out) == bool(code)


def test_every_row_is_a_line() -> None:
    rows = [Row(f"promise {number}", 1, 0) for number in range(3)]

    assert [line.split(" | ")[0] for line in table(rows).splitlines()[2:]] == [f"| {row.row}" for row in rows]
