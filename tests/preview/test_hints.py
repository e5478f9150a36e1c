"""Hints: one is heard at once, many in a row are one, and what is known already is none."""

import asyncio
import time

import pytest

from router import talk
from router.hints import Hints
from router.talk import MOST

pytestmark = pytest.mark.anyio

SHOWN, NEW = "a" * 40, "b" * 40


async def heard(found: Hints, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            await found.news(SHOWN)
    except TimeoutError:
        return False
    return True


async def test_one_hint_is_heard_at_once() -> None:
    found = Hints()
    found.add(NEW)

    async with asyncio.timeout(5):
        await found.news(SHOWN)


async def test_a_hint_of_what_is_shown_is_none_however_often() -> None:
    found = Hints()
    for _ in range(1_000):
        found.add(SHOWN)

    assert not await heard(found, MOST + 0.5)


async def test_what_was_said_before_a_fetch_began_is_not_news_after_it() -> None:
    found = Hints()
    found.add(NEW)
    found.clear()

    assert not await heard(found, 0.2)


async def test_a_flood_is_heard_once_it_is_over() -> None:
    found = Hints()
    for number in range(200):
        found.add(f"{number:040}")
    last = time.monotonic()

    async with asyncio.timeout(MOST + 5):
        await found.news(SHOWN)

    assert time.monotonic() - last >= MOST - 0.01


async def test_a_flood_without_end_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "LONGEST", 0.5)
    found = Hints()

    async def flood() -> None:
        while True:
            found.add(NEW)
            await asyncio.sleep(0.001)

    flooding = asyncio.create_task(flood())
    try:
        assert await heard(found, 10)
    finally:
        flooding.cancel()
