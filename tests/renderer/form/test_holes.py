"""Filling holes: steps made once, values put in per request."""

import pytest

from renderer.form.holes import MARK, Program, compile_holes, fill
from renderer.form.ink import END, hole
from renderer.form.runs import Frame, Stand


def filled(program: Program, frame: Frame) -> str:
    out: list[bytes] = []
    fill(program, frame, out)
    return b"".join(out).decode()


def test_values_are_escaped_and_never_read_as_holes() -> None:
    program = compile_holes(f"<p>{hole('value', 0)}</p>")

    assert filled(program, Frame(["<b>&\"'"], [])) == "<p>&lt;b&gt;&amp;&#34;&#39;</p>"
    assert filled(program, Frame([f"{MARK}value:0{MARK}"], [])) == f"<p>{MARK}value:0{MARK}</p>"


def test_blocks_choose_and_repeat() -> None:
    row = f"[{hole('number')}:{hole('name')}:{hole('id')}:{hole('value', 0)}{hole('if-error', 0)}!{END}]"
    program = compile_holes(
        f"{hole('each', 0)}{row}{END}{hole('unless', 0)}none{END}{hole('fewer', 0, 2)}+{END}"
    )
    first, second = Stand("/r/0", b"r/0", b"r-0", b"1"), Stand("/r/1", b"r/1", b"r-1", b"2")
    rows = [Frame(["a"], [""], first), Frame(["b"], ["wrong"], second)]

    assert filled(program, Frame([rows], [])) == "[1:r/0:r-0:a][2:r/1:r-1:b!]"
    assert filled(program, Frame([rows[:1]], [])) == "[1:r/0:r-0:a]+"
    assert filled(program, Frame([[]], [])) == "none+"


def test_choices_are_told_by_number() -> None:
    program = compile_holes(f"{hole('is', 0, 2)}two{END}{hole('has', 1, 0)}zero{END}{hole('if', 2)}yes{END}")

    assert filled(program, Frame([2, {0, 1}, True], [])) == "twozeroyes"
    assert filled(program, Frame([-1, set(), ""], [])) == ""


def test_a_faultless_program_is_the_same_without_errors_in_fewer_steps() -> None:
    html = f"a{hole('if-error', 0)}{hole('error', 0)}{END}b{hole('value', 0)}c"
    frame = Frame(["x"], [""])

    whole, faultless = compile_holes(html), compile_holes(html, faultless=True)

    assert filled(whole, frame) == filled(faultless, frame) == "abxc"
    assert len(faultless) == 1 < len(whole)


@pytest.mark.parametrize("html", [f"{hole('if', 0)}open", f"{END}", f"{hole('each', 0)}{hole('if', 0)}{END}"])
def test_blocks_that_do_not_fit_together_are_refused(html: str) -> None:
    with pytest.raises(ValueError, match="end"):
        compile_holes(html)
