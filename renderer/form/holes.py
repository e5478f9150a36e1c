"""HTML with holes: everything known at load is text, the rest is filled in per request.

Drawn HTML marks its holes with NUL, which no text of a page may hold: `NUL op NUL`. Filling never parses or
compiles anything, so no value and no text of an author can act as template code.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

MARK = "\0"
_SPECIAL = re.compile("[&<>\"']")


class Frame(NamedTuple):
    """The values of one scope: the form itself, or one row of a list."""

    values: Sequence[Any]  # by slot
    errors: Sequence[str]  # by slot; empty where nothing is wrong
    name: Markup = Markup()  # of a row: what names inside begin with, `lines/0/`
    id: Markup = Markup()  # of a row: what ids inside begin with, `lines-0-`
    number: str = ""  # of a row, counted from 1


Write = Callable[[Frame, list[str]], None]
Step = str | int | Write  # text, the slot of a value, or anything else
Program = tuple[Step, ...]


def plain(text: str) -> str:
    """A text without what could be taken for a hole."""
    return text.replace(MARK, "")


@lru_cache(maxsize=1024)
def compile_holes(html: str, *, faultless: bool = False) -> Program:
    """A program from drawn HTML; a `faultless` one is for frames without errors, and has fewer steps.

    Raises ValueError for a hole that is no operation or has no end.
    """
    pieces = iter(str.split(html, MARK))  # of a Markup too: its own split makes Markup of every piece
    steps, end = _block(pieces, next(pieces), faultless)
    if end:
        raise ValueError("a block ends that never began")
    return _joined(steps)


def fill(program: Program, frame: Frame, out: list[str]) -> None:
    """Append the HTML of a program to `out`."""
    append, values, special = out.append, frame.values, _SPECIAL.search
    for step in program:
        if isinstance(step, str):
            append(step)
        elif isinstance(step, int):
            value = values[step]
            # Most texts need no escaping, and to see that costs less. A stylesheet is long to copy.
            plain = type(value) is Markup or (type(value) is str and special(value) is None)
            append(value if plain else escape(value))
        else:
            step(frame, out)


def _block(pieces: Iterator[str], text: str, faultless: bool) -> tuple[list[Step], bool]:
    """The steps up to the end of a block (True) or of everything (False)."""
    steps: list[Step] = [text]
    for operation in pieces:
        if operation == "end":
            return steps, True
        kind, _, argument = operation.partition(":")
        text = next(pieces)
        if kind in _BLOCKS:
            inner, ended = _block(pieces, text, faultless)
            if not ended:
                raise ValueError(f"{operation} has no end")
            if not (faultless and kind == "if-error"):
                steps.append(_BLOCKS[kind](argument, _joined(inner)))
            text = next(pieces)
        else:
            steps.append(_LEAVES[kind](argument))
        steps.append(text)
    return steps, False


def _joined(steps: list[Step]) -> Program:
    """The steps with neighbouring texts made one."""
    joined: list[Step] = []
    for step in steps:
        if isinstance(step, str) and joined and isinstance(joined[-1], str):
            joined[-1] += step
        elif step != "":
            joined.append(step)
    return tuple(joined)


def _error(slot: str) -> Write:
    number = int(slot)

    def write(frame: Frame, out: list[str]) -> None:
        out.append(escape(frame.errors[number]))

    return write


def _name(_: str) -> Write:
    return lambda frame, out: out.append(frame.name)


def _id(_: str) -> Write:
    return lambda frame, out: out.append(frame.id)


def _number(_: str) -> Write:
    return lambda frame, out: out.append(frame.number)


def _when(test: Callable[[Frame], Any], inner: Program) -> Write:
    def write(frame: Frame, out: list[str]) -> None:
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


def _is(argument: str, inner: Program) -> Write:
    number, wanted = map(int, argument.split(","))

    def write(frame: Frame, out: list[str]) -> None:  # each option of each choice asks: without a detour
        if frame.values[number] == wanted:
            fill(inner, frame, out)

    return write


def _has(argument: str, inner: Program) -> Write:
    number, wanted = map(int, argument.split(","))
    return _when(lambda frame: wanted in frame.values[number], inner)


def _fewer(argument: str, inner: Program) -> Write:
    number, limit = map(int, argument.split(","))
    return _when(lambda frame: len(frame.values[number]) < limit, inner)


def _each(argument: str, inner: Program) -> Write:
    number = int(argument)

    def write(frame: Frame, out: list[str]) -> None:
        for row in frame.values[number]:
            fill(inner, row, out)

    return write


def _brought(argument: str, inner: Program) -> Write:
    number = int(argument)

    def write(frame: Frame, out: list[str]) -> None:
        pieces = frame.values[number]
        if pieces is None:
            fill(inner, frame, out)
        else:
            out.extend(pieces())

    return write


_LEAVES: dict[str, Callable[[str], Step]] = {
    "value": int,
    "error": _error,
    "name": _name,
    "id": _id,
    "number": _number,
}
_BLOCKS: dict[str, Callable[[str, Program], Write]] = {
    "if-error": _if_error,
    "if": _if,
    "unless": _unless,
    "is": _is,  # slot, number of the chosen option
    "has": _has,  # slot, number of one of the chosen options
    "fewer": _fewer,  # slot, how many rows are too many
    "brought": _brought,  # slot: gives the pieces that stand here instead; None for what is drawn
    "each": _each,  # slot: a sequence of frames
}
