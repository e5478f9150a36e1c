"""What is shifted survives the process that began it, and holds in all processes of a router."""

from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from router.targets.config import GroupConfig, Target
from router.targets.group import Group
from router.targets.shift import Plan
from router.targets.shifts import Shifts
from router.targets.shifts_file import ShiftsFile
from tests.router.conftest import StartEdge
from tests.router.relay.group import operator, routed
from tests.router.relay.test_targets import saying
from tests.support.raw import playing
from tests.support.serving import wait_until

pytestmark = pytest.mark.anyio

PLAN = Plan("blue", "green", 10, 3600, 1)
Process = Callable[[], Shifts]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "rules.toml"
    file.write_text("# these")
    return file


@pytest.fixture
def process(rules: Path) -> Process:
    """Another one of the same router."""
    green = GroupConfig("green", (Target("http://127.0.0.1:1"),))
    return lambda: Shifts({"green": Group(green)}, ShiftsFile(rules))


def share(shifts: Shifts) -> float:
    shifts.look()
    shift = shifts.get("blue")
    return shift.standing.share if shift else 0.0


async def test_what_one_begins_holds_in_the_others_and_in_those_to_come(process: Process) -> None:
    one, other = process(), process()
    one.begin(PLAN)

    assert [share(each) for each in (one, other, process())] == [10, 10, 10]


async def test_what_one_takes_back_is_taken_back_everywhere_and_stays_so(process: Process) -> None:
    one, other = process(), process()
    moving = one.begin(PLAN)
    other.look()
    known = other.get("blue")
    assert known is not None
    known.take_back("taken back", "somebody asked for it")

    assert (share(one), share(process())) == (0, 0)
    assert moving.standing.reason == "somebody asked for it"


async def test_one_moves_it_on_until_another_one_has_to(process: Process) -> None:
    one, other = process(), process()
    one.begin(PLAN)
    assert [each.file is not None and each.file.leads() for each in (one, other, one)] == [True, False, True]

    assert one.file is not None
    one.file.close()

    assert other.file is not None
    assert other.file.leads()


async def test_errors_that_only_a_follower_sees_end_it_as_well(process: Process) -> None:
    one, other = process(), process()
    one.begin(PLAN)
    assert one.file is not None
    assert one.file.leads()
    other.look()
    for _ in range(20):
        other.groups["green"].count(failed=True)
    other.look()

    assert share(one) == 0
    assert "20 of 20 answers" in (one.get("blue") or one.begin(PLAN)).standing.reason


async def test_under_other_rules_nothing_is_shifted(process: Process, rules: Path) -> None:
    process().begin(PLAN)
    rules.write_text("# others")

    assert share(process()) == 0


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"rules": 1, "shifts": {}}'])
async def test_a_file_that_says_nothing_shifts_nothing(process: Process, rules: Path, text: str) -> None:
    process().begin(PLAN)
    rules.with_name("rules.toml.shifts.json").write_text(text)

    assert share(process()) == 0


async def test_where_nothing_can_be_kept_nothing_begins(process: Process, rules: Path) -> None:
    rules.with_name("rules.toml.shifts.lock").mkdir()
    shifts = process()

    with pytest.raises(OSError, match="directory"):
        shifts.begin(PLAN)
    assert shifts.get("blue") is None


def test_a_second_router_by_the_same_rules_shifts_the_same(start_edge: StartEdge, tmp_path: Path) -> None:
    with playing(saying(1)) as blue, playing(saying(2)) as green:
        more = f'[group.green]\ntargets = ["{green}"]'
        first, second = (routed(start_edge, tmp_path, blue, more=more) for _ in "ab")
        wish = {"group": "blue", "to": "green", "by": 100, "every": 3600}
        assert httpx2.post(f"{first.url}/-/shifts", json=wish, headers=operator()).status_code == 202
        wait_until(lambda: who(second.url) == "2")
        assert httpx2.delete(f"{second.url}/-/shifts/blue", headers=operator()).json()["share"] == 0
        wait_until(lambda: who(first.url) == "1")


def who(url: str) -> str:
    return httpx2.get(f"{url}/x").headers["x-who"]
