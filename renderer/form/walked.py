"""A response beside the form it answers: which value stands at which field."""

from collections.abc import Iterator
from typing import Any

from renderer.form.model import Field
from renderer.position import to_pointer
from renderer.schema import SchemaError
from typed.record import dataclass


@dataclass(frozen=True)
class Answered:
    """A field and the value a response has for it; `path` is where that stands in the response."""

    field: Field
    value: Any
    path: tuple[str | int, ...] = ()

    @property
    def pointer(self) -> str:
        return to_pointer(list(self.path))

    def wrong(self, keyword: str, message: str) -> SchemaError:
        """An error at this place, of a kind the schema does not know."""
        return SchemaError(self.pointer, keyword, message, {})


def answered(field: Field, value: Any, path: tuple[str | int, ...] = ()) -> Iterator[Answered]:
    """Every value of a response that a field stands for, from the outside in; groups and lists as well.

    What has another shape than its field is given as it is, and nothing below it.
    """
    yield Answered(field, value, path)
    for child, one, key in _below(field, value):
        yield from answered(child, one, (*path, key))


def _below(field: Field, value: Any) -> Iterator[tuple[Field, Any, str | int]]:
    if field.kind == "group" and isinstance(value, dict):
        yield from ((child, value[child.name], child.name) for child in field.children if child.name in value)
    elif field.kind == "group" and field.is_tuple and isinstance(value, list):
        yield from (
            (child, one, n) for n, (child, one) in enumerate(zip(field.children, value, strict=False))
        )
    elif field.kind == "list" and isinstance(value, list):
        yield from ((field.children[0], one, number) for number, one in enumerate(value))
    elif field.kind == "map" and isinstance(value, dict):
        inner = field.children[0].children_by_name["value"]
        yield from ((inner, one, key) for key, one in value.items())
