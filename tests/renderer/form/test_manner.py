"""People write numbers, moments and lengths of time as they are used to; what is stored is plain."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.fixtures import Viewer
from renderer.form.decode import decode
from renderer.form.durations import read_duration, write_duration
from renderer.form.manner import Manner, manner_of
from renderer.form.moments import read_moment, write_moment
from renderer.form.numerals import read_number, write_number
from renderer.form.response import to_response
from renderer.package import load
from renderer.page import View, render_page
from tests.renderer.form.browser import Page
from tests.renderer.form.making import make, page_info, properties
from tests.renderer.good import FILES, FOLDER, as_bytes


@pytest.mark.parametrize(
    ("typed", "locale", "plain"),
    [
        ("1.234,5", "de", "1234.5"),
        ("1.234", "de", "1234"),
        ("1234.5", "de", "1234.5"),
        (",5", "de", ".5"),
        ("-1,5e3", "de", "-1.5e3"),
        ("1,234.50", "en", "1234.50"),
        ("1\u202f234,5", "fr", "1234.5"),
        ("1 234 567", "en", "1234567"),
        ("1’234.5", "de-CH", "1234.5"),
        ("12,34,567.5", "hi", "1234567.5"),
        ("١٬٢٣٤٫٥", "ar", "1234.5"),
        ("١٢", "en", "12"),
        ("−3", "en", "-3"),
    ],
)
def test_numbers_are_read_as_the_locale_writes_them(typed: str, locale: str, plain: str) -> None:
    assert read_number(typed, locale) == plain


@pytest.mark.parametrize("typed", ["1,5", "1,23,4", "twelve", "1..2", "٣٫", "", "1" * 101])
def test_what_is_no_number_stays_as_typed(typed: str) -> None:
    assert read_number(typed, "en") == ("3." if typed == "٣٫" else typed)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["en", "de", "fr", "ar", "de-CH"]))
def test_a_number_that_is_written_is_read_again(number: float, locale: str) -> None:
    assert float(read_number(write_number(repr(number), locale), locale)) == number


@pytest.mark.parametrize(
    ("typed", "locale", "stored"),
    [
        ("2 h 30 min", "en", "PT2H30M"),
        ("1:30", "en", "PT1H30M"),
        ("90m", "en", "PT90M"),
        ("2 Stunden, 30 Minuten", "de", "PT2H30M"),
        ("3 Std.", "de", "PT3H"),
        ("5 semaines", "fr", "P5W"),
        ("3 ساعات", "ar", "PT3H"),
        ("1 h 30 s", "en", "PT1H0M30S"),
        ("PT5M", "en", "PT5M"),
        ("2 h 3 h", "en", "2 h 3 h"),
        ("1 week 2 days", "en", "1 week 2 days"),
        ("soon", "en", "soon"),
    ],
)
def test_lengths_of_time_are_read_in_words(typed: str, locale: str, stored: str) -> None:
    assert read_duration(typed, locale) == stored


_NUMBERS = st.integers(0, 999)


@given(st.one_of(
    st.builds("P{}W".format, _NUMBERS), st.builds("PT{}H{}M".format, _NUMBERS, _NUMBERS),
    st.builds("P{}Y{}M{}DT{}H{}M{}S".format, *[_NUMBERS] * 6), st.builds("P{}D".format, _NUMBERS),
))  # fmt: skip
def test_a_length_of_time_that_is_written_is_read_again(stored: str) -> None:
    assert read_duration(write_duration(stored), "en") == stored


def test_a_moment_is_stored_as_an_instant_and_shown_on_the_clocks_of_its_reader() -> None:
    berlin, kolkata = Manner("en", "Europe/Berlin").tz, Manner("en", "Asia/Kolkata").tz

    assert read_moment("2026-03-01T09:30", berlin) == "2026-03-01T08:30:00Z"
    assert read_moment("2026-07-01T09:30", berlin) == "2026-07-01T07:30:00Z"
    assert write_moment("2026-03-01T08:30:00Z", berlin) == "2026-03-01T09:30"
    assert write_moment("2026-03-01T09:30:00+01:00", kolkata) == "2026-03-01T14:00"
    assert read_moment("9999-12-31T23:59", Manner("en", "America/New_York").tz) == "9999-12-31T23:59:00Z"
    assert read_moment("tomorrow", berlin) == "tomorrow"


@given(st.sampled_from(["Europe/Berlin", "America/St_Johns", "UTC", "Asia/Kathmandu"]), st.datetimes())
def test_a_moment_that_is_shown_is_read_again(zone: str, moment: Any) -> None:
    tz = Manner("en", zone).tz
    stored = read_moment(moment.isoformat(), tz)

    again = read_moment(write_moment(stored, tz), tz)

    # Of an hour that comes twice in autumn the second is taken for the first.
    assert again == stored or write_moment(again, tz) == write_moment(stored, tz)


@pytest.mark.parametrize(
    "posted", ["", "de", "de Nowhere/Land", "xx-yy-zz-!! UTC", "de ../../etc", "de " + "x" * 99]
)
def test_a_page_that_was_drawn_in_no_known_manner_is_read_plainly(posted: str) -> None:
    assert manner_of(posted) == Manner()


def test_a_form_is_read_as_it_was_drawn_whatever_the_reader_speaks_now() -> None:
    package = make(properties(
        n={"type": "number"}, i={"type": "integer"}, d={"type": "string", "format": "date-time"},
        l={"type": "string", "format": "duration"}, t={"type": "string", "format": "time"},
    ))  # fmt: skip
    typed = [("n", "1.234,5"), ("i", "1.000"), ("d", "2026-03-01T09:30"), ("l", "1:30"), ("t", "09:30")]

    response = to_response(package, decode(package, [("$manner", "de Europe/Berlin"), *typed]), {})

    assert response == {
        "n": 1234.5, "i": 1000, "d": "2026-03-01T08:30:00Z", "l": "PT1H30M", "t": "09:30:00Z",
    }  # fmt: skip


def test_the_page_says_whose_clocks_it_goes_by() -> None:
    package = make(properties(d={"type": "string", "format": "date-time"}))
    view = View("en", {}, Viewer(zone="Europe/Berlin"), page_info(), {"d": "2026-03-01T08:30:00Z"})

    page = Page(render_page(package, view))

    assert page.by_id("u-d").text == "Central European Time"
    assert page.by_id("f-d")["value"] == "2026-03-01T09:30"
    assert page.one(name="$manner")["value"] == "en Europe/Berlin"


def test_numbers_are_shown_as_the_locale_writes_them() -> None:
    package = load(as_bytes(FILES), FOLDER)

    page = Page(render_page(package, View("de", {"employee": "Ada"}, Viewer(), page_info(), {"days": 2.5})))

    assert page.by_id("f-days")["value"] == "2,5"
