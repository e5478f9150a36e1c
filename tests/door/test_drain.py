"""Stopping without breaking anybody's request. Row 39 of the faults."""

from tests.door.restarts import DRAIN, restart_under_load


def test_39_restarts_break_nobodys_request() -> None:
    outcome = restart_under_load(2)

    assert outcome.errors == []
    assert outcome.asked > 10
    assert all(DRAIN <= seconds <= 30 for seconds in outcome.stops)
