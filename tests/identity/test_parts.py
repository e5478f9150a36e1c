"""A session of any length comes back as it was set, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.parts import LENGTH, MOST, joined, names, split
from identity.refusal import TokenRefused

Header = tuple[bytes, bytes]


def sent(cookies: list[tuple[str, str]]) -> list[Header]:
    """As a browser sends them."""
    return [(b"cookie", "; ".join(f"{name}={value}" for name, value in cookies).encode())]


LENGTHS = st.integers(1, LENGTH * MOST) | st.sampled_from([LENGTH, LENGTH + 1, 2 * LENGTH])


@given(LENGTHS, st.sampled_from(["", "=", "=="]))
def test_what_was_split_is_joined(length: int, end: str) -> None:
    value = ("abcdefghij" * (length // 10 + 1))[:length] + end
    cookies = split("session", value)

    assert joined(sent(cookies[::-1]), "session") == value
    assert all(len(name) + len(part) < 4000 for name, part in cookies)
    assert (len(cookies) == 1) == (length <= LENGTH)


def test_what_fits_into_one_cookie_is_as_it_was() -> None:
    assert split("session", "x" * LENGTH) == [("session", "x" * LENGTH)]
    assert joined([(b"cookie", b"other=1")], "session") is None


def test_what_would_be_too_much_is_refused() -> None:
    with pytest.raises(TokenRefused):
        split("session", "x" * (LENGTH * MOST + 1))


def test_parts_left_from_a_longer_session_do_not_count() -> None:
    longer, shorter = split("session", "x" * 2 * LENGTH), split("session", "y")
    kept = dict(longer) | dict(shorter)

    assert joined(sent(list(kept.items())), "session") == "y"


@pytest.mark.parametrize("first", ["0.x", "1.x", "9.x", "2.x", "-2.x", ".x", "two.x"])
def test_a_part_that_is_missing_or_miscounted_is_refused(first: str) -> None:
    with pytest.raises(TokenRefused):
        joined(sent([("session", first), ("session_3", "x")]), "session")


def test_all_its_names_are_known_to_who_ends_it() -> None:
    assert {name for name, _ in split("session", "x" * LENGTH * MOST)} == set(names("session"))
