"""Seats: a mailbox of one each, and always given back."""

import asyncio
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.hub import Hub, HubFull

pytestmark = pytest.mark.anyio

LONG = 5.0  # seconds; never reached when all is well


async def test_whoever_looks_at_a_topic_is_called() -> None:
    hub = Hub()
    with hub.seat("invoice") as seat:
        hub.post("invoice")

        assert await seat.called(LONG)


async def test_a_topic_does_not_disturb_another() -> None:
    hub = Hub()
    with hub.seat("invoice") as seat:
        hub.post("expenses")

        assert not await seat.called(0.01)


async def test_a_note_that_comes_before_anybody_waits_is_kept() -> None:
    hub = Hub()
    with hub.seat("invoice") as seat:
        waiting = asyncio.create_task(seat.called(LONG))
        await asyncio.sleep(0)
        hub.post("invoice")
        assert await waiting

        hub.post("invoice")
        assert await seat.called(LONG)


async def test_a_thousand_notes_to_a_slow_tab_are_one() -> None:
    hub = Hub()
    with hub.seat("invoice") as seat:
        for _ in range(1_000):
            hub.post("invoice")

        assert await seat.called(LONG)
        assert not await seat.called(0.01)


async def test_a_seat_is_given_back_after_an_error_too() -> None:
    hub = Hub()
    with pytest.raises(ZeroDivisionError), hub.seat("invoice"):
        raise ZeroDivisionError

    assert len(hub) == 0


async def test_seats_are_counted_over_all_topics_and_bounded() -> None:
    hub = Hub(limit=2)
    with hub.seat("invoice"), hub.seat("expenses"), pytest.raises(HubFull), hub.seat("invoice"):
        raise AssertionError

    with hub.seat("invoice"):
        assert len(hub) == 1


async def test_closing_calls_everybody() -> None:
    hub = Hub()
    with hub.seat("invoice") as one, hub.seat("expenses") as other:
        hub.close()

        assert hub.closed
        assert await one.called(LONG)
        assert await other.called(LONG)


@given(st.lists(st.sampled_from(["invoice", "expenses", "incident"]), max_size=20))
def test_after_everybody_left_nothing_is_kept(topics: list[str]) -> None:
    hub = Hub()
    with ExitStack() as seats:
        for topic in topics:
            seats.enter_context(hub.seat(topic))
        assert len(hub) == len(topics)

    assert len(hub) == 0
    assert hub._seats == {}
