"""Values that nobody types: calculated here from the other answers, whatever a page or a program says."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from renderer.form.formula import Get, calculate, in_tree, names_of, rounded
from renderer.form.model import Field
from renderer.form.offers import MISSING, prefill
from renderer.form.walked import answered
from renderer.schema import SchemaError


def computed(group: Field, answers: Mapping[str, Any]) -> dict[str, int | float]:
    """The computed values of an object, from its answers: typed, or as they were posted."""
    found: dict[str, int | float] = {}
    fields = group.computed

    def get(name: str) -> Any:
        if name in fields and name not in found:
            settle(name)
        return found[name] if name in found else beside(name)

    def settle(name: str) -> None:
        value = calculate(fields[name].formula, get)
        if value is not None:
            found[name] = rounded(value, digits_of(fields[name]))

    if not fields:
        return found
    beside: Get = in_tree(dict(answers))
    for name in fields:
        settle(name)
    return found


def completed(field: Field, answers: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with their computed values, for a page to show; what is not answered starts as it is drawn."""
    known = dict(answers)
    for child in field.children:
        answer = known[child.name] if child.name in known else prefill(child, context)
        if child.kind == "group" and not child.is_tuple:
            known[child.name] = completed(child, answer if isinstance(answer, dict) else {}, context)
        elif child.kind == "list" and isinstance(answer, list):
            row = child.children[0]
            known[child.name] = [
                completed(row, one, context) if isinstance(one, dict) and row.kind == "group" else one
                for one in answer
            ]
    starts = {child.name: prefill(child, context) for child in field.children if child.name not in known}
    there = {name: value for name, value in starts.items() if value is not MISSING}
    return {**known, **computed(field, {**there, **known})}


def miscalculated(root: Field, response: Any) -> Iterator[SchemaError]:
    """Computed values of a response that are not what its other values make."""
    for place in answered(root, response):
        group, value = place.field, place.value
        if group.kind != "group" or not isinstance(value, dict):
            continue
        expected = computed(group, value)
        for child in group.children:
            may_miss = child.formula is None or (child.is_conditional and child.name not in value)
            if not may_miss and value.get(child.name) != expected.get(child.name):
                yield replace(place, path=(*place.path, child.name)).wrong("computed", "is computed")


def digits_of(field: Field) -> int | None:
    """How many decimal places a value has by its schema; None: as many as it takes."""
    step = field.schema.get("multipleOf")
    if field.scalar == "integer":
        return 0
    if not isinstance(step, int | float) or step <= 0:
        return None
    digits = max(0, round(-math.log10(step)))
    return digits if math.isclose(step, 10.0**-digits) else None


def unknown_names(group: Field) -> Iterator[tuple[Field, str]]:
    """The computed fields of an object whose formulas cannot be followed, and why."""
    formulas = {child.name: child.formula for child in group.children if child.formula is not None}
    for child in group.children:
        if child.formula is None:
            continue
        for name, rows in names_of(child.formula):
            held = _below(group, rows) if rows else None
            if _below(held.children[0] if held and held.children else group, name) is None:
                yield child, f"its formula names '{name}', which is no field there"
        if child.name in _reached(child.name, formulas):
            yield child, "its formula depends on itself"


def _below(group: Field | None, name: str) -> Field | None:
    for part in name.split("."):
        group = group.children_by_name.get(part) if group else None
    return group


def _reached(name: str, formulas: Mapping[str, Any]) -> set[str]:
    reached: set[str] = set()
    ahead = [name]
    while ahead:
        for other, rows in names_of(formulas.get(ahead.pop(), ["number", "0"])):
            if not rows and other not in reached:
                reached.add(other)
                ahead.append(other)
    return reached
