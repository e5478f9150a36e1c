"""How often a flood is listened to, on a clock of our own: no machine is too slow for these laws."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from router.talk import MEMORY, MOST, Talk


def hearings(words: Sequence[float], took: float) -> list[float]:
    """When somebody listened who is busy for `took` seconds each time, and always in the end."""
    talk, heard, free = Talk(), list[float](), 0.0
    for at, following in zip(words, [*words[1:], float("inf")], strict=True):
        talk.say(at)
        if max(talk.over(), free) < following:
            heard.append(max(talk.over(), free))
            talk.heard(heard[-1])
            free = heard[-1] + took
    return heard


BURSTS = st.tuples(st.integers(50, 150), st.floats(0, 0.1), st.floats(0, 9.9))  # words, between them, breath


@st.composite
def floods(draw: st.DrawFn) -> list[float]:
    """Moments of words within 95 s: bursts, as from a machine that staggers, with breaths in between."""
    words, now = list[float](), 1000.0
    for count, step, breath in draw(st.lists(BURSTS, min_size=1, max_size=15)):
        words += [now + number * step for number in range(count)]
        now = words[-1] + breath
    return [word for word in words if word <= 1095]


@settings(deadline=None, max_examples=60)
@given(words=floods(), took=st.floats(0, 30))
def test_a_flood_is_heard_three_times_at_most_and_to_its_end(words: list[float], took: float) -> None:
    heard = hearings(words, took)

    assert 1 <= len(heard) <= 3
    assert heard[-1] >= words[-1]


@given(gaps=st.lists(st.floats(1, 100), max_size=50))
def test_words_a_second_apart_are_heard_at_once(gaps: list[float]) -> None:
    words = [1000.0]
    for gap in gaps:
        words.append(words[-1] + gap)

    assert hearings(words, 0.5) == words


@settings(deadline=None, max_examples=60)
@given(words=floods(), later=st.floats(MEMORY, 1_000))
def test_after_a_flood_a_single_word_is_heard_at_once_again(words: list[float], later: float) -> None:
    after = hearings(words, 0.1)[-1] + later

    assert hearings([*words, after], 0.1)[-1] == after


def test_two_at_once_wait_a_moment_and_many_wait_longer() -> None:
    two, many = hearings([0.0, 0.1], 1)[-1], hearings([number / 100 for number in range(100)], 1)[-1]

    assert 0.1 < two < 1.1
    assert many >= 0.99 + MOST


def test_a_flood_without_end_is_interrupted_again_and_again() -> None:
    heard = hearings([number / 4 for number in range(8_000)], 1)

    assert [round(after - before) for before, after in pairwise(heard)][:3] == [20, 100, 500]
