"""Bodies are read within limits of size and time."""

import asyncio
from collections.abc import Callable

import pytest
from starlette.types import Message, Receive

import router.request_body
from router.errors import ClientGone, TooLarge, TooSlow
from router.request_body import RequestBody, read_body

pytestmark = pytest.mark.anyio


def sending(*parts: bytes, then: Callable[[], Message] | None = None) -> Receive:
    """A server that has these parts of a body; `then` says what comes after, if not the end."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    if then is None:
        messages[-1]["more_body"] = False

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        if then is not None:
            return then()
        await asyncio.Event().wait()
        raise AssertionError

    return receive


def hang_up() -> Message:
    return {"type": "http.disconnect"}


async def test_the_parts_are_put_together() -> None:
    assert await read_body(sending(b"a", b"", b"bc"), 10) == b"abc"


async def test_the_limit_holds_to_the_byte() -> None:
    assert await read_body(sending(b"abc", b"de"), 5) == b"abcde"
    with pytest.raises(TooLarge):
        await read_body(sending(b"abc", b"def"), 5)


async def test_nothing_is_kept_of_what_comes_after_the_limit() -> None:
    with pytest.raises(TooLarge):
        await read_body(sending(b"abc", b"def", then=lambda: pytest.fail("read on")), 5)


async def test_a_caller_who_hangs_up_is_gone() -> None:
    with pytest.raises(ClientGone):
        await read_body(sending(b"a", then=hang_up), 10)


async def test_a_body_that_stops_coming_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router.request_body, "IDLE_LIMIT", 0.05)
    began = asyncio.get_running_loop().time()

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(TooSlow):
        await read_body(never, 10)

    assert asyncio.get_running_loop().time() - began < 5


async def test_a_body_that_drips_is_too_slow_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router.request_body, "WHOLE_LIMIT", 0.2)

    async def drip() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    with pytest.raises(TooSlow):
        await read_body(drip, 10**6)


async def test_what_arrived_at_once_is_passed_on_at_once() -> None:
    whole, empty = RequestBody(sending(b"abc")), RequestBody(sending(b""))
    await whole.begin()
    await empty.begin()

    assert (whole.data(), empty.data()) == (b"abc", None)


async def test_what_comes_in_parts_is_passed_on_in_parts() -> None:
    body = RequestBody(sending(b"a", b"b", b"c"))
    await body.begin()

    data = body.data()

    assert data is not None
    assert not isinstance(data, bytes)
    assert [part async for part in data] == [b"a", b"b", b"c"]


async def test_hanging_up_is_noticed_after_the_body_was_passed_on() -> None:
    body = RequestBody(sending(b"a", then=hang_up))
    body_in_one = RequestBody(sending(b"a"))
    await body.begin()
    await body_in_one.begin()

    with pytest.raises(ClientGone):
        assert [part async for part in body.data()] == []  # type: ignore[union-attr]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(body_in_one.until_gone(), 0.05)

    assert (body.gone, body_in_one.gone) == (True, False)
