"""`ui.json`: order, groups and widgets of the form. Never rules: those are the schema's."""

from typing import Annotated, Literal

from pydantic import Field

from renderer.declared import Declared, declared
from renderer.documents import Documents
from renderer.shape import Shape

Pointer = Annotated[str, Shape(r"(/([^~/]|~[01])*)+", '"/vendor" or "/lines/*/amount"')]
Widget = Literal[
    "text", "textarea", "number", "money", "date", "time", "datetime", "duration", "email", "url", "tel",
    "select", "radio", "checkbox", "checkboxes", "lines", "hidden",
]  # fmt: skip


CHECK = "check"  # the last step of all: the answers to read once more, and the buttons that send them


class FieldUi(Declared):
    """How one field is drawn. Addressed by JSON pointer; `*` stands for every row of a list."""

    widget: Widget | None = None
    help: str = ""
    rows: Annotated[int, Field(ge=2, le=30)] = 4
    width: Literal["full", "half", "third"] = "full"
    autocomplete: str = ""
    currency: Annotated[str, Shape(r"([A-Z]{3})?", '"EUR"')] = ""
    currency_from: Pointer | None = None  # a pointer into the context
    prefill: Pointer | None = None  # a pointer into the context
    options_from: Pointer | None = None  # a pointer into the context: strings, or {value, title}
    computed: str = ""  # a formula: nobody types the value
    titles: dict[str, str] = {}  # enum value -> text
    errors: dict[str, str] = {}  # keyword -> text shown instead of the built-in message
    add: str = ""  # lists: the text of the add button
    reorder: bool = False  # lists: buttons that move a row up and down
    row: str = ""  # lists: the heading of one row; {number} counts from 1


class Group(Declared):
    title: str
    help: str = ""
    fields: tuple[str, ...]  # names of top-level properties


class Step(Declared):
    """One page of a form that is filled in page by page."""

    id: Annotated[str, Shape(r"[a-z][a-z0-9-]{0,39}", '"contact"')]
    title: str
    help: str = ""
    fields: Annotated[tuple[str, ...], Field(min_length=1)]  # names of top-level properties


class Ui(Declared):
    order: tuple[str, ...] = ()  # top-level properties; those not named follow in schema order
    groups: tuple[Group, ...] = ()
    steps: tuple[Step, ...] = ()  # none: all of the form on one page
    fields: dict[Pointer, FieldUi] = {}

    def field(self, pointer: str) -> FieldUi:
        return self.fields.get(pointer, _PLAIN)


_PLAIN = FieldUi()


def read_ui(documents: Documents) -> Ui | None:
    """`ui.json`, or the plain order of the schema when there is none. None when it is at fault."""
    if "ui.json" not in documents.files:
        return Ui()
    values = documents.json("ui.json")
    return declared(Ui, documents, "ui.json", values) if values is not None else None
