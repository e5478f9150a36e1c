"""What counts as no answer."""

from typing import Any

from renderer.form.files import as_list
from renderer.form.model import CHOICES, GIVEN, ROWS, Field


def is_blank(field: Field, answer: Any) -> bool:
    """Whether a person left a field, and all below it, unanswered."""
    answer = members(field, answer)
    if field.kind == "group" and isinstance(answer, dict):
        return all(is_blank(child, answer.get(child.name)) for child in field.children)
    if field.kind in ROWS and isinstance(answer, list):
        return all(is_blank(field.children[0], row) for row in answer)
    if field.kind in GIVEN or field.kind == "computed":
        return True
    if field.kind == "checkbox":
        return not is_ticked(answer)
    if field.kind == "files":
        return not as_list(answer)
    if isinstance(answer, str):
        return not (answer if field.kind in CHOICES else answer.strip())
    return answer is None or answer in ([], {})


def members(field: Field, answer: Any) -> Any:
    """The answers of a tuple by the names of its places, the entries of a map as its rows."""
    if field.is_tuple and isinstance(answer, list):
        return {str(number): value for number, value in enumerate(answer)}
    if field.kind == "map" and isinstance(answer, dict):
        return [{"key": key, "value": value} for key, value in answer.items()]
    return answer


def is_ticked(answer: Any) -> bool:
    return answer is True or answer == "true"


def filled_rows(field: Field, rows: list[Any]) -> list[Any]:
    """The rows of a list that a person put something into."""
    return [row for row in rows if not is_blank(field.children[0], row)]
