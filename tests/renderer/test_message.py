"""Texts with places: values are put in as people of the locale write them, and nothing else happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.message import BadMessage, missing_cases, parts, places, write

DAYS = "{count, plural, one {# day} other {# days}} left"
ARABIC = "{n, plural, zero {a} one {b} two {c} few {d} many {e} other {f}}"


def test_values_take_their_places() -> None:
    assert (
        write("Hello {name}, {count} open", {"name": "Ada", "count": 1234}, "en") == "Hello Ada, 1,234 open"
    )
    assert write("Hello {name}, {count} open", {"name": "Ada"}, "en") == "Hello Ada, {count} open"


def test_filling_reaches_no_attributes_and_fills_once() -> None:
    text = "{name.__class__} {name!r} {0} {} { {name}"

    assert write(text, {"name": "{count}", "count": 1}, "en") == "{name.__class__} {name!r} {0} {} { {count}"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 days left"), (1, "1 day left"), (1.5, "1.5 days left"), (2000, "2,000 days left")],
)
def test_a_plural_follows_the_number(count: float, shown: str) -> None:
    assert write(DAYS, {"count": count}, "en") == shown


@pytest.mark.parametrize(
    ("count", "case"), [(0, "a"), (1, "b"), (2, "c"), (3, "d"), (10, "d"), (11, "e"), (100, "f"), (103, "d")]
)
def test_a_language_has_the_cases_it_has(count: int, case: str) -> None:
    assert write(ARABIC, {"n": count}, "ar") == case


def test_an_exact_number_comes_before_its_category() -> None:
    text = "{n, plural, =0 {none of {name}} =1 {one} other {# of {name}}}"

    assert [write(text, {"n": n, "name": "us"}, "en") for n in (0, 1, 2)] == ["none of us", "one", "2 of us"]


def test_a_plural_of_what_is_no_number_is_seen() -> None:
    assert write(DAYS, {"count": "many"}, "en") == DAYS


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        ("{n, plural, one {x}}", "The plural of 'n' needs the case 'other {…}'."),
        ("{n, plural, single {x} other {y}}", "'single' is no case of a plural"),
        ("{n, plural, other {x}", "The plural of 'n' does not end"),
        ("{n, plural, other {x", "A case of the plural of 'n' does not end"),
        ("{n, plural, other {" * 9 + "}}" * 9, "too many plurals inside of each other"),
    ],
)
def test_what_cannot_be_read_says_what_to_do_and_is_still_shown(text: str, way_out: str) -> None:
    with pytest.raises(BadMessage, match=way_out):
        parts(text)
    assert write(text, {"n": 1}, "en") == text


def test_the_places_of_a_text_are_known_inside_of_plurals_too() -> None:
    assert places("{a} {n, plural, one {{b}} other {#}} {not a place}") == {"a", "n", "b"}


@pytest.mark.parametrize(
    ("text", "locale", "missing"),
    [
        (DAYS, "en", []),
        (DAYS, "ar", [("count", ["zero", "two", "few", "many"])]),
        (DAYS, "pl", [("count", ["few", "many"])]),
        ("{n, plural, =1 {one} other {#}}", "en", []),
        ("{n, plural, =1 {un} other {#}}", "fr", [("n", ["one"])]),  # 0 is singular there
        ("{n, plural, other {#}}", "ja", []),
        ("no plural", "ar", []),
    ],
)
def test_missing_cases_are_those_that_whole_numbers_of_the_language_need(
    text: str, locale: str, missing: list[tuple[str, list[str]]]
) -> None:
    assert missing_cases(text, locale) == missing


@pytest.mark.parametrize(
    ("value", "locale", "direction", "shown"),
    [
        ("Ada", "en", "ltr", "[Ada]"),
        ("عادة", "en", "ltr", "[\u2068عادة\u2069]"),
        ("عادة", "ar", "rtl", "[عادة]"),
        ("Ada (2)", "ar", "rtl", "[\u2068Ada (2)\u2069]"),
        ("\u202eevil\u2069", "en", "ltr", "[\u2068evil\u2069]"),
        (-5, "ar", "rtl", "[\u2068-5\u2069]"),
    ],
)
def test_a_value_in_another_direction_keeps_to_itself(
    value: object, locale: str, direction: str, shown: str
) -> None:
    assert write("[{x}]", {"x": value}, locale, direction) == shown


@given(text=st.text(alphabet="{}#ab ,=1plurone th"), value=st.text(max_size=5))
def test_any_text_can_be_written(text: str, value: str) -> None:
    """Nothing breaks a page; a text without places is left alone."""
    written = write(text, {"a": value, "b": 1}, "en")

    if "{" not in text:
        assert written == text


@given(st.text().filter(lambda text: "{" not in text))
def test_a_value_is_never_read_as_a_text(text: str) -> None:
    assert write("{x}", {"x": "{x}" + text}, "en").strip("\u2068\u2069").startswith("{x}")
