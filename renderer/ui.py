"""`ui.json`: order, groups, widgets and blocks of the form. Never rules: those are the schema's."""

from typing import Annotated, Literal

from renderer.declared import declared
from renderer.documents import Documents
from typed.model import Model
from typed.notes import Length, Limits, Shape

Pointer = Annotated[str, Shape(r"(/([^~/]|~[01])*)+", '"/vendor" or "/lines/*/amount"')]
Widget = Literal[
    "text", "textarea", "number", "money", "date", "time", "datetime", "duration", "email", "url", "tel",
    "select", "radio", "checkbox", "checkboxes", "lines", "hidden",
]  # fmt: skip


CHECK = "check"  # the last step of all: the answers to read once more, and the buttons that send them


class FieldUi(Model):
    """How one field is drawn. Addressed by JSON pointer; `*` stands for every row of a list."""

    widget: Widget | None = None
    help: str = ""
    rows: Annotated[int, Limits(ge=2, le=30)] = 4
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


class Group(Model):
    title: str
    help: str = ""
    fields: tuple[str, ...]  # names of top-level properties


class Step(Model):
    """One page of a form that is filled in page by page."""

    id: Annotated[str, Shape(r"[a-z][a-z0-9-]{0,39}", '"contact"')]
    title: str
    help: str = ""
    fields: Annotated[tuple[str, ...], Length(least=1)]  # names of top-level properties


class Value(Model):
    """One value of the context: what it is called, where it is, how it is written."""

    title: str
    value: Pointer  # into the context; of a column, into its row
    format: Literal["text", "number", "money", "date", "datetime"] = "text"
    currency: Annotated[str, Shape(r"([A-Z]{3})?", '"EUR"')] = ""
    currency_from: Pointer | None = None  # into the context
    titles: dict[str, str] = {}  # value -> text
    total: bool = False  # columns: their sum below

    @property
    def is_number(self) -> bool:
        return self.format in ("number", "money")


class Block(Model):
    """Something to read, above a field. `renderer.blocks_check` says which keys go with which type."""

    type: Literal["table", "summary", "image", "pdf"]
    before: str  # the name of a top-level property
    title: str
    rows: Pointer | None = None  # tables: a list of the context
    columns: tuple[Value, ...] = ()
    entries: tuple[Value, ...] = ()  # summaries
    asset: str = ""  # images and PDFs: a file below assets/
    source: Pointer | None = None  # or a URL of the context
    alt: str | None = None  # images: what they show, for those who cannot see them

    @property
    def has_totals(self) -> bool:
        return any(column.total for column in self.columns)


class Ui(Model):
    order: tuple[str, ...] = ()  # top-level properties; those not named follow in schema order
    groups: tuple[Group, ...] = ()
    steps: tuple[Step, ...] = ()  # none: all of the form on one page
    blocks: tuple[Block, ...] = ()
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
