"""The trials hold, in their short form."""

import pytest

from tests.trials.canaries import canaries
from tests.trials.hostile import hostile
from tests.trials.kills import PLACES, kills
from tests.trials.load import load
from tests.trials.sealed import sealed


@pytest.mark.timeout(300)
def test_killed_while_publishing() -> None:
    row = kills(3)

    assert (row.wrong, row.tried) == (0, 3), row.told
    assert len(PLACES) == 10


def test_hostile_repositories() -> None:
    row = hostile(1)

    assert row.holds, row.told
    assert row.tried >= 25


@pytest.mark.timeout(300)
def test_published_and_rolled_back_under_load() -> None:
    row = load(3)

    assert row.holds, row.told


def test_secrets_are_found_nowhere() -> None:
    row = canaries(55)

    assert row.holds, row.told


def test_what_was_sealed_opens_unchanged_in_its_place_alone() -> None:
    row = sealed(3)

    assert row.holds, row.told
