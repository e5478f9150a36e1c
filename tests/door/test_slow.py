"""People are served while many connections are slow. Row 14 of the threats, its short form."""

from tests.door.conftest import House
from tests.door.slow import crowd


def test_14_good_requests_are_served_while_many_are_slow(quick_house: House) -> None:
    outcome = crowd(quick_house.url, 60, ("header", "body"), patience=20, drip=0.1)

    assert len(outcome.lived) == 60
    assert max(outcome.lived) < 20  # no nan among them: each was closed
    assert len(outcome.good) > 5
