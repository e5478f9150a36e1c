"""From answers to the response: typed, without blanks and without what does not apply."""

from collections.abc import Mapping
from typing import Any

from renderer.form.blank import filled_rows, is_blank, is_ticked, members
from renderer.form.computed import computed
from renderer.form.decode import Answers
from renderer.form.files import as_list
from renderer.form.model import GIVEN, ROWS, SEVERAL, Field
from renderer.form.offers import MISSING, constant, offered
from renderer.form.parse import parse
from renderer.package import Package

Response = dict[str, Any]
COMPUTED: Any = object()  # stands for a value until all it is made of is known


def to_response(package: Package, answers: Answers, context: Mapping[str, Any]) -> Response:
    """What would be submitted, in the schema's types. Text that is no number stays text, for `validate`."""
    return _group(package.form.root, answers, context)


def response_of(
    package: Package, answers: Answers, context: Mapping[str, Any]
) -> tuple[Response, frozenset[str]]:
    """The same, and the names of the top-level fields that apply, whether answered or not."""
    root = package.form.root
    values = _values(root, answers, context)
    applying = _applying(root, values)
    return _given(root, values, applying), frozenset(child.name for child in applying)


def _group(field: Field, answers: Answers, context: Mapping[str, Any]) -> Response:
    """The object of the fields that apply."""
    values = _values(field, answers, context)
    return _given(field, values, _applying(field, values))


def _applying(field: Field, values: Response) -> list[Field]:
    truths = _truths(field, values)
    return [child for child in field.children if child.applies(truths)]


def _given(field: Field, values: Response, applying: list[Field]) -> Response:
    there = {child.name: values[child.name] for child in applying if values[child.name] is not MISSING}
    return _counted(field, there)


def _values(field: Field, answers: Answers, context: Mapping[str, Any]) -> Response:
    return {child.name: _value(child, answers.get(child.name), context) for child in field.children}


def _truths(field: Field, values: Response) -> list[bool]:
    """What the conditions of an object come to. What does not apply has no say in what else applies."""
    if not field.rules:
        return []
    there = [child for child in field.children if values[child.name] is not MISSING]
    applying = [child for child in there if not child.is_conditional]
    truths: list[bool] = []
    for _ in range(len(field.rules) + 1):
        instance = _counted(field, {child.name: values[child.name] for child in applying})
        truths = [rule.is_true(instance) for rule in field.rules]
        applying = [child for child in there if child.applies(truths)]
    return truths


def _counted(field: Field, instance: Response) -> Response:
    """The object with those of its computed values that have one, in the order of the form."""
    if not field.computed:
        return instance
    found = computed(field, instance)
    return {
        name: found.get(name, value)
        for name, value in instance.items()
        if value is not COMPUTED or name in found
    }


def _value(field: Field, answer: Any, context: Mapping[str, Any]) -> Any:
    """The value of one field; MISSING when there is none to send."""
    if field.kind == "computed":
        return COMPUTED
    if field.kind in GIVEN:
        return constant(field, context)
    if field.kind == "checkbox":
        return _ticked(field, answer)
    if is_blank(field, answer):
        return _unanswered(field, context)
    if field.file:
        return as_list(answer) if field.file.many else as_list(answer)[-1]
    answer = members(field, answer)
    if field.kind == "group" and isinstance(answer, dict):
        group = _group(field, answer, context)
        return _places(group) if field.is_tuple else group
    if not isinstance(answer, list):
        return _scalar(field, answer, context)
    if field.kind in ROWS:
        rows = [_value(field.children[0], row, context) for row in filled_rows(field, answer)]
        return rows if field.kind == "list" else _entries(rows)
    if field.kind == "lines":
        return [_scalar(field.children[0], item, context) for item in answer]
    return [_scalar(field, item, context) for item in answer] if field.kind in SEVERAL else answer


def _places(group: Response) -> list[Any]:
    """A tuple up to the last place that is answered; null where one before it is not."""
    last = max(map(int, group), default=-1)
    return [group.get(str(number)) for number in range(last + 1)]


def _entries(rows: list[Any]) -> Any:
    """The object of a map's rows. Without names of their own they stay rows, which are refused."""
    keys = [str(row.get("key", "")).strip() for row in rows]
    if not all(keys) or len(set(keys)) < len(keys):
        return rows
    return {key: row["value"] for key, row in zip(keys, rows, strict=True) if "value" in row}


def _scalar(field: Field, answer: Any, context: Mapping[str, Any]) -> Any:
    return parse(field, answer, offered(field, context)) if isinstance(answer, str) else answer


def _ticked(field: Field, answer: Any) -> Any:
    if is_ticked(answer):
        return True
    return False if field.keeps_false else MISSING


def _unanswered(field: Field, context: Mapping[str, Any]) -> Any:
    if not field.required:
        return MISSING
    if field.nullable:
        return None
    if field.kind == "group":
        return _group(field, {}, context)
    if field.kind == "map":
        return {}
    empty = field.kind in (*SEVERAL, "list", "lines") or (field.file and field.file.many)
    return [] if empty else MISSING
