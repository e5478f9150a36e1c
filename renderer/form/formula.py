"""Formulas of computed values: `sum(lines, quantity * price)`. Declared, small, and always ending.

Read at load into a tree of lists, which is JSON: the page's script calculates with the same tree.
"""

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal, DecimalException, localcontext
from typing import Any

Tree = Any
"""A number as text (`["number", "0.2"]`), a name (`["name", "price"]`), or `[operation, tree, ...]`."""

Get = Callable[[str], Any]
"""The answer of a name: of a field beside the computed one, with `.` for fields inside groups."""

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*)|([-+*/(),]))")
_TAKES = {"sum": 2, "count": 1, "round": 2, "min": 2, "max": 2}
_LONGEST = 500  # characters of a formula
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_DEEPEST = 30


class BadFormula(ValueError):
    """The formula cannot be read; the message says what is wrong with it."""


def read_formula(text: str) -> Tree:
    """Raises BadFormula."""
    if len(text) > _LONGEST:
        raise BadFormula(f"the formula is longer than {_LONGEST} characters")
    reader = _Reader(_tokens(text))
    tree = reader.sum()
    if reader.next:
        raise BadFormula(f"the formula goes on with '{reader.next[1]}' where it should end")
    return tree


def names_of(tree: Tree) -> Iterator[tuple[str, str]]:
    """The names a formula asks for, each with the list whose rows it is looked up in, or ""."""
    match tree:
        case ["number", _]:
            return
        case ["name" | "count", str(name)]:
            yield name, ""
        case ["sum", str(name), inner]:
            yield name, ""
            yield from ((below, name) for below, _ in names_of(inner))
        case [_, *parts]:
            for part in parts:
                yield from names_of(part)


def calculate(tree: Tree, get: Get) -> Decimal | None:
    """The value; None where it cannot be told, such as after a division by nothing.

    What is not answered, or is no number, counts as 0.
    """
    with localcontext(prec=28) as context:
        context.Emax, context.Emin = 60, -60
        try:
            return _value(tree, get)
        except DecimalException:
            return None


def rounded(value: Decimal, digits: int | None) -> int | float:
    """A JSON number with so many decimal places, halves rounded away from 0; None: as many as it takes."""
    if digits is not None:
        value = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return int(value) if value == value.to_integral_value() else float(value)


def _value(tree: Tree, get: Get) -> Decimal:
    operation, *parts = tree
    match operation:
        case "number":
            return Decimal(parts[0])
        case "name":
            return _number(get(parts[0]))
        case "count":
            return Decimal(len(_rows(get(parts[0]))))
        case "sum":
            return sum((_value(parts[1], in_tree(row)) for row in _rows(get(parts[0]))), Decimal(0))
    values = [_value(part, get) for part in parts]
    match operation:
        case "+":
            return values[0] + values[1]
        case "-":
            return values[0] - values[1]
        case "*":
            return values[0] * values[1]
        case "/":
            return values[0] / values[1]
        case "round":
            return values[0].quantize(Decimal(1).scaleb(-int(values[1])), rounding=ROUND_HALF_UP)
    return min(values) if operation == "min" else max(values)


def _rows(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else []


def in_tree(row: Any) -> Get:
    """Looks names up in an object: of answers, or of one row."""

    def get(name: str) -> Any:
        found = row
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found

    return get


def _number(answer: Any) -> Decimal:
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        return Decimal(0)
    text = str(answer).strip()
    return Decimal(text) if isinstance(answer, int | float) or _NUMBER.fullmatch(text) else Decimal(0)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadFormula(f"the formula cannot be read from '{text[at:].strip()[:20]}' on")
        kind = ("number", "name", "sign")[(match.lastindex or 1) - 1]
        found.append((kind, match[match.lastindex or 1]))
        at = match.end()
    return found


class _Reader:
    """Reads sums of products of names, numbers, functions and brackets."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def next(self) -> tuple[str, str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def sum(self) -> Tree:
        return self._chain("+-", self._product)

    def _product(self) -> Tree:
        return self._chain("*/", self._factor)

    def _chain(self, signs: str, part: Callable[[], Tree]) -> Tree:
        tree = part()
        while self.next and self.next[0] == "sign" and self.next[1] in signs:
            tree = [self._take()[1], tree, part()]
        return tree

    def _factor(self) -> Tree:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadFormula("the formula is nested too deep")
        kind, text = self._take()
        tree: Tree
        if kind == "number":
            tree = ["number", text]
        elif kind == "name" and self.next == ("sign", "("):
            tree = self._call(text)
        elif kind == "name":
            tree = ["name", text]
        elif text == "(":
            tree = self.sum()
            self._expect(")")
        elif text == "-":
            tree = ["-", ["number", "0"], self._factor()]
        else:
            raise BadFormula(f"'{text}' stands where a name or a number belongs")
        self._depth -= 1
        return tree

    def _call(self, function: str) -> Tree:
        takes = _TAKES.get(function)
        if takes is None:
            raise BadFormula(f"'{function}' is no function: there are {', '.join(_TAKES)}")
        self._expect("(")
        parts = [self.sum()]
        while self.next == ("sign", ","):
            self._take()
            parts.append(self.sum())
        self._expect(")")
        if len(parts) != takes:
            raise BadFormula(f"{function} takes {takes}, not {len(parts)}")
        if function in ("sum", "count"):
            if parts[0][0] != "name":
                raise BadFormula(f"{function} begins with the name of a list")
            parts[0] = parts[0][1]
        if function == "round" and not (parts[1][0] == "number" and parts[1][1] in "012345678"):
            raise BadFormula("round ends with a number of decimal places, 0 to 8")
        return [function, *parts]

    def _take(self) -> tuple[str, str]:
        if self.next is None:
            raise BadFormula("the formula ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, sign: str) -> None:
        if self.next != ("sign", sign):
            raise BadFormula(f"the formula lacks '{sign}'")
        self._at += 1
