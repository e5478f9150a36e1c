"""One at a time, in the order they came, and never more in a line than there is room for."""

import asyncio

import pytest

from api.faults import Crowded
from api.turns import Turns

pytestmark = pytest.mark.anyio


async def test_those_who_want_the_same_go_one_after_the_other_in_their_order() -> None:
    turns, inside, went = Turns(), 0, list[int]()

    async def go(number: int) -> None:
        nonlocal inside
        async with turns.turn("a"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            went.append(number)
            inside -= 1

    await asyncio.gather(*map(go, range(50)))

    assert went == list(range(50))
    assert turns._lines == {}, "what is over is forgotten"


async def test_others_do_not_wait() -> None:
    turns = Turns()

    async with turns.turn("a"), asyncio.timeout(5), turns.turn("b"):
        pass


async def test_a_full_line_takes_nobody_more_until_somebody_left() -> None:
    turns = Turns(most=1)

    async with turns.turn("a"):
        with pytest.raises(Crowded):
            async with turns.turn("a"):
                pytest.fail("there was no room")
    async with turns.turn("a"):
        pass


async def test_who_gives_up_waiting_or_fails_leaves_the_line() -> None:
    turns, held = Turns(), asyncio.Event()

    async def wait() -> None:
        async with turns.turn("a"):
            await held.wait()

    first, second = asyncio.create_task(wait()), asyncio.create_task(wait())
    await asyncio.sleep(0)
    second.cancel()
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)

    assert turns._lines == {}
