"""One timer for all steps of an exchange."""

import asyncio
from contextlib import suppress

import pytest

from router.relay.patience import Patience
from router.targets.clock import LOOK, Clock
from router.targets.config import Timeouts

pytestmark = pytest.mark.anyio

SOON = 0.02
FOR_EVER = 3600.0


async def never() -> None:
    await asyncio.Event().wait()


async def stuck(patience: Patience, *steps: float) -> None:
    """In the last of these steps, for ever."""
    with patience:
        for seconds in steps:
            patience.at_most(seconds)
        await never()


async def test_a_step_that_takes_too_long_ends_the_block() -> None:
    patience = Patience(Timeouts(), Clock())
    with pytest.raises(TimeoutError):
        await stuck(patience, SOON)

    assert patience.is_over


async def test_a_timer_of_an_earlier_step_does_not_end_a_later_one() -> None:
    with Patience(Timeouts(), Clock()) as patience:
        patience.at_most(SOON)
        patience.rest()
        await asyncio.sleep(2 * SOON)
        patience.at_most(FOR_EVER)
        await asyncio.sleep(SOON)

    assert not patience.is_over


async def test_a_shorter_step_after_a_longer_one_is_as_short_as_it_says() -> None:
    with pytest.raises(TimeoutError):
        await stuck(Patience(Timeouts(), Clock()), FOR_EVER, SOON)


async def test_all_of_it_has_an_end_also_while_it_rests() -> None:
    with pytest.raises(TimeoutError):
        await stuck(Patience(Timeouts(total=SOON), Clock()), FOR_EVER)
    with pytest.raises(TimeoutError):
        await stuck(Patience(Timeouts(total=SOON), Clock()))


async def test_who_is_cancelled_by_somebody_else_stays_cancelled() -> None:
    task = asyncio.create_task(stuck(Patience(Timeouts(), Clock()), FOR_EVER))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_end_after_the_block_cancels_nobody() -> None:
    with Patience(Timeouts(), Clock()) as patience:
        pass
    patience.end()
    await asyncio.sleep(0)


async def test_the_clock_stands_still_while_nobody_waits() -> None:
    clock = Clock()
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await stuck(Patience(Timeouts(), clock), SOON)
        await asyncio.sleep(2 * LOOK)

        assert not clock.ticks


async def test_each_is_told_at_its_own_time() -> None:
    clock, told = Clock(), list[str]()

    async def wait(name: str, seconds: float) -> None:
        with suppress(TimeoutError):
            await stuck(Patience(Timeouts(), clock), seconds)
        told.append(name)

    await asyncio.gather(wait("later", 4 * LOOK), wait("first", SOON), wait("second", 2 * LOOK))

    assert told == ["first", "second", "later"]
