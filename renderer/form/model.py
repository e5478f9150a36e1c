"""The form as values: what the schema and `ui.json` say about every field, made once at load."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any, Literal

import jsonschema_rs

from renderer.ui import FieldUi, Ui
from typed.record import dataclass

Kind = Literal[
    "text", "textarea", "number", "money", "date", "time", "datetime", "duration", "email", "url", "tel",
    "select", "radio", "checkbox", "checkboxes", "multiselect", "lines", "constant", "fixed", "computed",
    "action", "group", "list", "map", "files", "drawing",
]  # fmt: skip
Scalar = Literal["string", "number", "integer", "boolean", "any"]

CHOICES = frozenset({"select", "radio", "checkboxes", "multiselect"})
SEVERAL = frozenset({"checkboxes", "multiselect"})  # choices of which any number may be taken
_NO_LIMIT = 1_000_000
GIVEN = frozenset({"constant", "fixed"})  # what no person fills in; the second is shown
ROWS = frozenset({"list", "map"})
PLAIN = frozenset({"text", "textarea", "date", "time", "datetime", "email", "url", "tel"})  # typed as text
WHOLE = SEVERAL | {"lines", "map", "files"}  # what is wrong inside of them is told at them


@dataclass(frozen=True)
class Option:
    """One choice: the text the browser posts, the value it stands for, its title as the author wrote it."""

    posted: str
    value: Any
    title: str


Term = tuple[int, bool]  # the number of a rule of the same object, and what it must come to
Branch = tuple[Term, ...]  # all of them


@dataclass(frozen=True)
class Condition:
    """When a field applies: one of `when` holds, and none of `unless`."""

    when: tuple[Branch, ...] = ((),)
    unless: tuple[Branch, ...] = ()

    def holds(self, truths: "list[bool]") -> bool:
        return _any(self.when, truths) and not _any(self.unless, truths)


ALWAYS = Condition()


@dataclass(frozen=True)
class Match:
    """The answers for which one field's part of an `if` is true; `blank`: no answer makes it true as well."""

    name: str
    posted: frozenset[str]
    blank: bool


@dataclass(frozen=True, eq=False)
class Rule:
    """An `if` of one object. `matches` is None when what it asks cannot be told from choices alone."""

    validator: jsonschema_rs.Validator | None  # None: true when `present` is answered
    present: str = ""
    matches: tuple[Match, ...] | None = None
    asks: frozenset[str] = frozenset()  # the properties it looks at

    def is_true(self, instance: Mapping[str, Any]) -> bool:
        return self.present in instance if self.validator is None else self.validator.is_valid(dict(instance))


@dataclass(frozen=True)
class FileRule:
    """Which files a field takes. No `types`: any; no `largest`: as large as the engine takes, in bytes."""

    many: bool
    types: tuple[str, ...]
    largest: int | None

    def takes(self, media_type: str) -> bool:
        """Whether files of this kind fit; `image/*` stands for every image."""
        return not self.types or bool({media_type, f"{media_type.partition('/')[0]}/*"} & set(self.types))


@dataclass(frozen=True, eq=False)
class Field:
    """One place of the form.

    `pointer` is a JSON pointer with `*` for the rows of a list. The one child of a list is its row; of a
    map too, which is a group of `key` and `value`. The one child of `lines` stands for each line.
    `required`: whenever it applies; `asked`: at least sometimes, so it is not called optional.
    """

    kind: Kind
    name: str
    pointer: str
    schema: Mapping[str, Any]
    ui: FieldUi
    scalar: Scalar = "any"
    title: str = ""
    help: str = ""
    required: bool = False
    asked: bool = False
    nullable: bool = False
    keeps_false: bool = True  # an unticked box is `false`, not a missing answer
    options: tuple[Option, ...] = ()
    condition: Condition = ALWAYS
    children: "tuple[Field, ...]" = ()
    rules: tuple[Rule, ...] = ()
    for_actions: tuple[str, ...] = ()  # the actions it is for, where it is for some only
    formula: Any = None  # of the kind `computed`: see `renderer.form.formula`
    file: FileRule | None = None  # of the kind `files`, whose answer is one reference or a list of them
    is_tuple: bool = False  # a group whose answers are a list: its children are named by their places
    children_by_name: "Mapping[str, Field]" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "children_by_name", {child.name: child for child in self.children})

    @property
    def most_rows(self) -> int:
        """How many rows a list or a map may have."""
        limit: int = self.schema.get("maxProperties" if self.kind == "map" else "maxItems", _NO_LIMIT)
        return limit

    @cached_property
    def is_number(self) -> bool:
        """Whether a number is typed."""
        return self.scalar in ("number", "integer") and self.kind not in CHOICES

    @cached_property
    def has_zone(self) -> bool:
        """Whether the schema asks for a time zone, which no control of a browser gives."""
        return (self.kind, self.schema.get("format")) in (("datetime", "date-time"), ("time", "time"))

    @cached_property
    def is_conditional(self) -> bool:
        return self.condition != ALWAYS

    def applies(self, truths: "list[bool]") -> bool:
        """Whether it does where the rules of its object came to these."""
        return not self.is_conditional or self.condition.holds(truths)

    @cached_property
    def computed(self) -> "Mapping[str, Field]":
        """Its children that are computed, by name."""
        return {child.name: child for child in self.children if child.formula is not None}

    def walk(self) -> "Iterator[Field]":
        """This field and all below it, in the order of the form."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Undrawable:
    """A place of the schema (pointer into its document) for which there is no control, and why."""

    pointer: str
    why: str


@dataclass(frozen=True, eq=False)
class Form:
    """`root` is a group without a title. `undrawable` is empty when the form can give every answer."""

    root: Field
    ui: Ui
    undrawable: tuple[Undrawable, ...] = ()

    @cached_property
    def computes(self) -> bool:
        return any(field.formula is not None for field in self.root.walk())

    @cached_property
    def signs(self) -> bool:
        return any(field.kind == "drawing" for field in self.root.walk())

    @cached_property
    def takes_files(self) -> bool:
        return any(field.file for field in self.root.walk())

    @cached_property
    def takes_offers(self) -> bool:
        """Whether the context offers choices."""
        return any(field.ui.options_from for field in self.root.walk())


def _any(branches: tuple[Branch, ...], truths: list[bool]) -> bool:
    return any(all(truths[number] is wanted for number, wanted in branch) for branch in branches)
