"""The lines around a fault."""

from hypothesis import given
from hypothesis import strategies as st

from renderer.faults import Fault
from router.excerpt import AROUND, MAX_COLUMNS, excerpt

TEN_LINES = {"ui.json": b"".join(b"line %d\n" % number for number in range(1, 11))}


def fault(line: int, file: str = "ui.json") -> Fault:
    return Fault(file, line, "is wrong.", "Mend it.")


def test_the_marked_line_stands_between_its_neighbours() -> None:
    lines = excerpt(TEN_LINES, fault(5))

    assert [line.number for line in lines] == [2, 3, 4, 5, 6, 7, 8]
    assert [line.text for line in lines if line.marked] == ["line 5"]


def test_the_first_and_the_last_line_have_neighbours_on_one_side() -> None:
    assert [line.number for line in excerpt(TEN_LINES, fault(1))] == [1, 2, 3, 4]
    assert [line.number for line in excerpt(TEN_LINES, fault(10))] == [7, 8, 9, 10]


def test_no_line_no_excerpt() -> None:
    assert excerpt(TEN_LINES, fault(0)) == ()
    assert excerpt(TEN_LINES, fault(3, "missing.json")) == ()
    assert excerpt(TEN_LINES, fault(99)) == ()


def test_what_is_not_utf8_is_shown_all_the_same() -> None:
    (line,) = excerpt({"ui.json": b"caf\xe9"}, fault(1))

    assert line.text == "caf\N{REPLACEMENT CHARACTER}"


def test_a_minified_file_does_not_fill_the_screen() -> None:
    (line,) = excerpt({"ui.json": b"x" * 100_000}, fault(1))

    assert len(line.text) == MAX_COLUMNS


@given(st.binary(max_size=2_000), st.integers(-5, 2_000))
def test_any_bytes_and_any_line_give_a_short_excerpt(body: bytes, line: int) -> None:
    lines = excerpt({"ui.json": body}, fault(line))

    assert len(lines) <= 2 * AROUND + 1
    assert sum(shown.marked for shown in lines) <= 1
