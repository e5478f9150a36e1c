"""HTML with holes: everything known at load is text, the rest is filled in per request.

Drawn HTML marks its holes with NUL, which no text of a page may hold: `NUL op NUL`. Filling never parses or
compiles anything, so no value and no text of an author can act as template code.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from renderer.form.runs import Frame, Run, Write, finished

MARK = "\0"
Program = tuple[Write, ...]


class Hole(NamedTuple):
    """`inner`: what stands between it and its end, if it has one."""

    operation: str
    argument: str
    inner: "Sequence[str | Hole]" = ()


def plain(text: str) -> str:
    """A text without what could be taken for a hole."""
    return text.replace(MARK, "")


@lru_cache(maxsize=1024)
def compile_holes(html: str, *, faultless: bool = False) -> Program:
    """A program from drawn HTML; a `faultless` one is for frames without errors, and has fewer steps.

    Raises ValueError for a hole that is no operation or has no end.
    """
    pieces = iter(str.split(html, MARK))  # of a Markup too: its own split makes Markup of every piece
    found, ended = _read(pieces, next(pieces))
    if ended:
        raise ValueError("a block ends that never began")
    return _compiled(found, faultless)


def fill(program: Program, frame: Frame, out: list[bytes]) -> None:
    """Append the HTML of a program to `out`."""
    for write in program:
        write(frame, out)


def _read(pieces: Iterator[str], text: str) -> tuple[list[str | Hole], bool]:
    """Texts and holes up to the end of a block (True) or of everything (False)."""
    found: list[str | Hole] = [text]
    for operation in pieces:
        if operation == "end":
            return found, True
        kind, _, argument = operation.partition(":")
        text = next(pieces)
        inner: list[str | Hole] = []
        if kind in _BLOCKS:
            inner, ended = _read(pieces, text)
            if not ended:
                raise ValueError(f"{operation} has no end")
            text = next(pieces)
        elif kind not in _LEAVES:
            raise ValueError(f"{operation} is no operation")
        found += [Hole(kind, argument, inner), text]
    return found, False


def _compiled(found: Sequence[str | Hole], faultless: bool) -> Program:
    """The steps that write them: one run for all that follows each other without a choice in between."""
    steps: list[Write] = []
    run = Run()
    for one in found:
        if isinstance(one, str):
            run.text(one)
        elif not (_in_run(run, one) or (faultless and one.operation == "if-error")):
            steps += [*run.steps(), _STEPS[one.operation](one.argument, _compiled(one.inner, faultless))]
            run = Run()
    return (*steps, *run.steps())


def _in_run(run: Run, hole: Hole) -> bool:
    """Whether a hole goes into the run, which then has it."""
    if hole.operation == "value":
        run.value(int(hole.argument))
    elif hole.operation in ("name", "id", "number"):
        run.of_row(hole.operation)
    elif hole.operation in _MARKS:
        slot, option = map(int, hole.argument.split(","))
        run.mark(hole.operation, slot, option, _text(hole))
    elif hole.operation == "if" and len(hole.inner) == 1:
        run.when(int(hole.argument), _text(hole))
    else:
        return False
    return True


def _text(hole: Hole) -> str:
    """What stands in a hole without holes of its own."""
    text, *others = hole.inner
    if others or not isinstance(text, str):
        raise ValueError(f"{hole.operation} has holes in it")
    return text


def _error(argument: str, _: Program) -> Write:
    number = int(argument)
    return lambda frame, out: out.append(finished(frame.errors[number]))


def _when(test: Callable[[Frame], Any], inner: Program) -> Write:
    def write(frame: Frame, out: list[bytes]) -> None:
        if test(frame):
            fill(inner, frame, out)

    return write


def _if_error(argument: str, inner: Program) -> Write:
    number = int(argument)
    return _when(lambda frame: frame.errors[number], inner)


def _if(argument: str, inner: Program) -> Write:
    number = int(argument)
    return _when(lambda frame: frame.values[number], inner)


def _unless(argument: str, inner: Program) -> Write:
    number = int(argument)
    return _when(lambda frame: not frame.values[number], inner)


def _fewer(argument: str, inner: Program) -> Write:
    number, limit = map(int, argument.split(","))
    return _when(lambda frame: len(frame.values[number]) < limit, inner)


def _each(argument: str, inner: Program) -> Write:
    number = int(argument)

    def write(frame: Frame, out: list[bytes]) -> None:
        for row in frame.values[number]:
            fill(inner, row, out)

    return write


def _brought(argument: str, inner: Program) -> Write:
    number = int(argument)

    def write(frame: Frame, out: list[bytes]) -> None:
        pieces = frame.values[number]
        if pieces is None:
            fill(inner, frame, out)
        else:
            out.extend(pieces())

    return write


_STEPS: dict[str, Callable[[str, Program], Write]] = {
    "error": _error,  # slot
    "if-error": _if_error,
    "if": _if,
    "unless": _unless,
    "fewer": _fewer,  # slot, how many rows are too many
    "brought": _brought,  # slot: gives the pieces that stand here instead; None for what is drawn
    "each": _each,  # slot: a sequence of frames
}
_LEAVES = frozenset({"value", "error", "name", "id", "number"})
_MARKS = frozenset({"is", "has"})  # slot, number of the chosen option, or of one of them
_BLOCKS = _MARKS | _STEPS.keys() - _LEAVES
