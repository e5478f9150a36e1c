"""Computed values: formulas read, calculated, shown, and checked wherever an answer comes from."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.faults import PackageFaults
from renderer.form.decode import decode
from renderer.form.formula import BadFormula, calculate, in_tree, read_formula, rounded
from renderer.form.response import to_response
from renderer.form.validate import validate
from tests.renderer.form.making import draw, make, properties, send

NUMBER = {"type": "number"}
CENTS = {"type": "number", "multipleOf": 0.01}
LINE = {"type": "object", **properties(quantity=NUMBER, price=NUMBER, amount=CENTS)}
SCHEMA = {
    **properties(lines={"type": "array", "items": LINE}, tax=NUMBER, total=CENTS, count={"type": "integer"}),
    "required": ["total"],
}
UI = {
    "fields": {
        "/lines/*/amount": {"computed": "quantity * price"},
        "/total": {"computed": "sum(lines, amount) * (1 + tax / 100)", "currency": "EUR"},
        "/count": {"computed": "count(lines)"},
    }
}
ANSWERS: dict[str, Any] = {
    "tax": "20",
    "lines": [{"quantity": "3", "price": "0.1"}, {"quantity": "2", "price": "1.005"}],
}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("8 / 4 / 2", "1"), ("5 - 3 - 1", "1"), ("-a", "-2"),
        ("a + b", "2"), ("a + nothing", "2"), ("group.c", "4"), ("count(rows)", "2"),
        ("sum(rows, x * x)", "5"), ("round(2.5, 0)", "3"), ("round(1 / 3, 2)", "0.33"), ("min(a, 1)", "1"),
        ("max(a, 1)", "2"), ("word", "0"),
    ],
)  # fmt: skip
def test_formulas_come_to_their_value(formula: str, value: str) -> None:
    answers = {"a": "2", "b": "", "word": "x", "group": {"c": 4}, "rows": [{"x": 1}, {"x": "2"}]}

    assert calculate(read_formula(formula), in_tree(answers)) == Decimal(value)


@pytest.mark.parametrize("formula", ["1 / 0", "a / b", "9999999999 * 9999999999 * 1" + "0" * 60])
def test_what_has_no_value_has_none(formula: str) -> None:
    assert calculate(read_formula(formula), in_tree({})) is None


@pytest.mark.parametrize(
    "formula",
    ["", "1 +", "1 2", "(1", "a b", "exec(1)", "sum(1, 2)", "sum(a)", "round(a, b)", "a.b()",
     "__import__('os')", "a[0]", "1" * 501, "(" * 40 + "1" + ")" * 40, "a ** 2", "a; b"],
)  # fmt: skip
def test_anything_else_is_no_formula(formula: str) -> None:
    with pytest.raises(BadFormula):
        read_formula(formula)


@given(st.text(alphabet="ab1.+-*/(),sumcount ", max_size=40))
def test_reading_ends_with_a_formula_or_a_reason(text: str) -> None:
    try:
        value = calculate(read_formula(text), in_tree({}))
    except BadFormula:
        value = None

    assert value is None or value.is_finite()


def test_cents_are_exact_and_halves_go_up() -> None:
    assert rounded(Decimal("0.3"), 2) == 0.3
    assert rounded(Decimal("2.675"), 2) == 2.68
    assert rounded(Decimal("-2.675"), 2) == -2.68
    assert isinstance(rounded(Decimal("4.00"), 2), int)


def test_the_server_calculates_rows_first_whatever_was_posted() -> None:
    package = make(SCHEMA, ui=UI)
    posted = [("tax", "20"), ("total", "0.01"), ("lines/0/quantity", "3"), ("lines/0/price", "0.1"),
              ("lines/0/amount", "999"), ("lines/1/quantity", "2"), ("lines/1/price", "1.005")]  # fmt: skip

    response = to_response(package, decode(package, posted), {})

    assert [line["amount"] for line in response["lines"]] == [0.3, 2.01]
    assert (response["total"], response["count"]) == (2.77, 2)
    assert validate(package, response, {}, "en") == []


def test_a_page_shows_the_values_and_posts_none() -> None:
    package = make(SCHEMA, ui=UI)

    page = draw(package, ANSWERS)

    assert page.by_id("f-lines-1-amount").text == "2.01"
    assert page.by_id("f-total").text == "2.77"
    assert page.by_id("f-total").tag == "output"
    assert not {name for name, _ in page.controls()} & {"total", "count", "lines/0/amount"}
    assert send(package, page)["total"] == 2.77


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"total": 2.78}, "/total"),
        ({"total": "2.77"}, "/total"),
        ({"lines": [{"amount": 5}]}, "/lines/0/amount"),
    ],
)
def test_a_program_cannot_say_otherwise(change: dict[str, Any], pointer: str) -> None:
    package = make(SCHEMA, ui=UI)
    response = {**to_response(package, ANSWERS, {}), **change}

    assert pointer in [error.pointer for error in validate(package, response, {}, "en")]


def test_a_condition_may_ask_for_a_computed_value() -> None:
    schema = {
        **properties(a=NUMBER, double=NUMBER),
        "if": {**properties(double={"minimum": 100}), "required": ["double"]},
        "then": properties(reason={"type": "string"}),
    }
    package = make(schema, ui={"fields": {"/double": {"computed": "a * 2"}}})

    assert "reason" in to_response(package, {"a": "50", "reason": "because"}, {})
    assert "reason" not in to_response(package, {"a": "49", "reason": "because"}, {})


@pytest.mark.parametrize(
    ("formula", "why"),
    [("tax +", "ends too early"), ("taxes", "'taxes'"), ("sum(lines, prize)", "'prize'"), ("total", "itself"),
     ("count + count(lines)", "itself")],
)  # fmt: skip
def test_a_formula_that_cannot_be_followed_is_a_fault(formula: str, why: str) -> None:
    fields = {"/total": {"computed": formula}, "/count": {"computed": "total"}}

    with pytest.raises(PackageFaults, match=why):
        make(SCHEMA, ui={"fields": fields})
