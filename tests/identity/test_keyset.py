"""When the key set is fetched, when it is not, and what is served meanwhile. Time is a number we turn."""

import asyncio
from collections.abc import Callable

import pytest

from identity.keyset import COLD_RETRY, FRESH, RETRY, STALE, TRUSTED, FetchFailed, KeySet
from identity.refusal import KeySetUnavailable
from tests.identity.signing import Signer, key_set

pytestmark = pytest.mark.anyio

URL = "https://issuer.example/.well-known/jwks.json"


class Issuer:
    """The far end: counts fetches, answers with its document, is down when it has none."""

    def __init__(self, document: bytes | None) -> None:
        self.document = document
        self.fetches = 0
        self.answer = asyncio.Event()
        self.answer.set()

    async def fetch(self, url: str) -> bytes:
        assert url == URL
        self.fetches += 1
        await self.answer.wait()
        if self.document is None:
            raise FetchFailed("down")
        return self.document


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def issuer(signer: Signer) -> Issuer:
    return Issuer(key_set(signer.jwk()))


@pytest.fixture
def keyset(issuer: Issuer, clock: Clock) -> KeySet:
    return KeySet(URL, issuer.fetch, clock)


async def settle(condition: Callable[[], bool]) -> None:
    """Lets what runs behind the answers finish."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


async def test_nothing_is_fetched_before_it_is_needed(keyset: KeySet, issuer: Issuer) -> None:
    assert issuer.fetches == 0
    assert set(await keyset.keys("pool-key-1")) == {"pool-key-1"}
    assert set(await keyset.keys("pool-key-1")) == {"pool-key-1"}
    assert issuer.fetches == 1


async def test_a_thousand_at_once_share_one_fetch(keyset: KeySet, issuer: Issuer) -> None:
    answers = await asyncio.gather(*(keyset.keys(f"kid-{n % 7}") for n in range(1000)))
    assert issuer.fetches == 1
    assert all(set(answer) == {"pool-key-1"} for answer in answers)


async def test_a_caller_who_gives_up_does_not_end_the_fetch_for_others(
    keyset: KeySet, issuer: Issuer
) -> None:
    issuer.answer.clear()
    impatient = asyncio.create_task(keyset.keys("pool-key-1"))
    patient = asyncio.create_task(keyset.keys("pool-key-1"))
    await settle(lambda: issuer.fetches == 1)
    impatient.cancel()
    await asyncio.wait([impatient])
    issuer.answer.set()
    assert set(await patient) == {"pool-key-1"}
    assert issuer.fetches == 1


async def test_10000_unknown_kids_cause_three_fetches_in_a_minute(
    keyset: KeySet, issuer: Issuer, clock: Clock
) -> None:
    await keyset.keys("pool-key-1")
    for number in range(10_000):
        clock.now += 60 / 10_000
        assert f"made-up-{number}" not in await keyset.keys(f"made-up-{number}")
        assert "pool-key-1" in await keyset.keys("pool-key-1")
    assert issuer.fetches <= 3


async def test_known_keys_do_not_wait_while_unknown_ones_do(
    keyset: KeySet, issuer: Issuer, clock: Clock
) -> None:
    await keyset.keys("pool-key-1")
    clock.now += RETRY
    issuer.answer.clear()
    stranger = asyncio.create_task(keyset.keys("made-up"))
    await settle(lambda: issuer.fetches == 2)
    async with asyncio.timeout(1):
        assert "pool-key-1" in await keyset.keys("pool-key-1")
    assert not stranger.done()
    issuer.answer.set()
    await stranger


async def test_a_new_key_works_within_30_seconds(
    keyset: KeySet, issuer: Issuer, clock: Clock, signer: Signer, other_signer: Signer
) -> None:
    for rotation in range(20):
        old, new = (signer, other_signer) if rotation % 2 == 0 else (other_signer, signer)
        issuer.document = key_set(old.jwk(kid=f"kid-{rotation}"))
        await keyset.keys(f"kid-{rotation}")
        clock.now += RETRY
        issuer.document = key_set(old.jwk(kid=f"kid-{rotation}"), new.jwk(kid=f"kid-{rotation + 1}"))
        assert f"kid-{rotation + 1}" in await keyset.keys(f"kid-{rotation + 1}")
        clock.now += RETRY


async def test_a_removed_key_dies_within_the_hour_of_steady_use(
    keyset: KeySet, issuer: Issuer, clock: Clock, other_signer: Signer
) -> None:
    await keyset.keys("pool-key-1")
    issuer.document = key_set(other_signer.jwk())
    removed = clock.now
    while "pool-key-1" in await keyset.keys("pool-key-1"):
        clock.now += 60
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert clock.now - removed <= 3600


async def test_a_removed_key_is_dead_at_the_first_use_after_a_quiet_hour(
    keyset: KeySet, issuer: Issuer, clock: Clock, other_signer: Signer
) -> None:
    await keyset.keys("pool-key-1")
    issuer.document = key_set(other_signer.jwk())
    clock.now += 3600
    assert set(await keyset.keys("pool-key-1")) == {"pool-key-2"}


async def test_fresh_keys_are_served_without_asking_and_older_ones_refreshed_behind_the_answer(
    keyset: KeySet, issuer: Issuer, clock: Clock
) -> None:
    await keyset.keys("pool-key-1")
    clock.now += FRESH - 1
    await keyset.keys("pool-key-1")
    assert issuer.fetches == 1
    clock.now += 1
    issuer.answer.clear()
    async with asyncio.timeout(1):
        assert "pool-key-1" in await keyset.keys("pool-key-1")
    await settle(lambda: issuer.fetches == 2)
    issuer.answer.set()


async def test_known_keys_serve_for_a_day_while_the_issuer_is_down(
    keyset: KeySet, issuer: Issuer, clock: Clock
) -> None:
    await keyset.keys("pool-key-1")
    issuer.document = None
    learned = clock.now
    while clock.now - learned < STALE - 600:
        clock.now += 600
        assert "pool-key-1" in await keyset.keys("pool-key-1")
    clock.now = learned + STALE
    with pytest.raises(KeySetUnavailable):
        await keyset.keys("pool-key-1")


async def test_an_issuer_known_to_be_down_keeps_nobody_waiting(
    keyset: KeySet, issuer: Issuer, clock: Clock
) -> None:
    await keyset.keys("pool-key-1")
    issuer.document = None
    clock.now += TRUSTED
    await keyset.keys("pool-key-1")
    clock.now += RETRY
    issuer.answer.clear()
    async with asyncio.timeout(1):
        assert "pool-key-1" in await keyset.keys("pool-key-1")
    await settle(lambda: issuer.fetches == 3)
    issuer.answer.set()


async def test_a_silent_issuer_is_asked_every_30_seconds_at_most(
    keyset: KeySet, issuer: Issuer, clock: Clock
) -> None:
    await keyset.keys("pool-key-1")
    issuer.document = None
    clock.now += FRESH
    for _ in range(300):
        clock.now += 1
        await keyset.keys("pool-key-1")
        await asyncio.sleep(0)
    assert issuer.fetches <= 1 + 300 / RETRY + 1


@pytest.mark.parametrize("document", [None, b"", b"{}", b'{"keys": []}', b"<html>"], ids=repr)
async def test_a_useless_answer_takes_no_known_key_away(
    document: bytes | None, keyset: KeySet, issuer: Issuer, clock: Clock
) -> None:
    await keyset.keys("pool-key-1")
    issuer.document = document
    clock.now += 3600
    assert set(await keyset.keys("pool-key-1")) == {"pool-key-1"}
    assert issuer.fetches == 2


async def test_the_log_says_what_is_wrong_with_the_key_set(
    keyset: KeySet, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.document = b"<html>"
    with pytest.raises(KeySetUnavailable):
        await keyset.keys("pool-key-1")
    [record] = caplog.records
    assert str(record.msg).startswith(f"The key set at {URL} cannot be used: not valid JSON")


async def test_a_cold_start_without_issuer_tells_so_and_recovers_in_a_second(
    keyset: KeySet, issuer: Issuer, clock: Clock
) -> None:
    document, issuer.document = issuer.document, None
    for _ in range(100):
        with pytest.raises(KeySetUnavailable, match=r"issuer\.example"):
            await keyset.keys("pool-key-1")
    assert issuer.fetches == 1
    issuer.document = document
    clock.now += COLD_RETRY
    assert "pool-key-1" in await keyset.keys("pool-key-1")


async def test_a_slow_first_fetch_is_joined_not_doubled(keyset: KeySet, issuer: Issuer, clock: Clock) -> None:
    issuer.answer.clear()
    first = asyncio.create_task(keyset.keys("pool-key-1"))
    await settle(lambda: issuer.fetches == 1)
    clock.now += 2 * COLD_RETRY
    second = asyncio.create_task(keyset.keys("pool-key-1"))
    await asyncio.sleep(0)
    issuer.answer.set()
    assert await first == await second
    assert issuer.fetches == 1


async def test_readiness_asks_for_any_key_and_causes_no_traffic_of_its_own(
    keyset: KeySet, issuer: Issuer, clock: Clock
) -> None:
    for _ in range(60):
        assert await keyset.keys()
        clock.now += 5
    assert issuer.fetches == 1


async def test_closing_ends_a_fetch_under_way(keyset: KeySet, issuer: Issuer) -> None:
    issuer.answer.clear()
    waiting = asyncio.create_task(keyset.keys("pool-key-1"))
    await settle(lambda: issuer.fetches == 1)
    async with asyncio.timeout(1):
        await keyset.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting
