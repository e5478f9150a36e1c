"""What is wrong with a response, told to a person in their language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from renderer.form.computed import miscalculated
from renderer.form.files import is_reference, references
from renderer.form.messages import message
from renderer.form.model import GIVEN, SEVERAL, WHOLE, Field
from renderer.form.names import unescaped
from renderer.form.offers import offered
from renderer.form.response import Response
from renderer.form.signature import misdrawn
from renderer.form.walked import Answered, answered
from renderer.package import Package
from renderer.position import to_pointer
from renderer.schema import SchemaError
from renderer.texts import Texts
from typed.record import dataclass

# Where several things are wrong at one place, these are told first; of equals the schema's first.
_FIRST = ("required", "type", "const", "enum", "options", "format")


@dataclass(frozen=True)
class FieldError:
    """One thing to correct. `keyword` is the schema's, or `options`: a choice the context does not offer."""

    pointer: str
    keyword: str
    message: str
    borrowed: bool = False  # the message is English, because nobody translated it


def validate(
    package: Package, response: Response, context: Mapping[str, Any], locale: str
) -> list[FieldError]:
    """Everything to correct, at most one error per place, in the order of the form. Empty: valid."""
    return told(package, wrong_with(package, response, context), locale)


def wrong_with(package: Package, response: Response, context: Mapping[str, Any]) -> list[SchemaError]:
    """The same as programs are told."""
    found, form = package.schema.errors(response), package.form
    # Each of these looks at every answer: only where there can be something to find.
    if form.takes_offers:
        found += _not_offered(form.root, response, context)
    if form.computes:
        found += miscalculated(form.root, response)
    if form.takes_files:
        found += _not_files(form.root, response)
    if form.signs:
        found += misdrawn(form.root, response)
    return found


def told(package: Package, found: Sequence[SchemaError], locale: str) -> list[FieldError]:
    """The same for a person: at most one error per place, in the order of the form."""
    if not found:
        return []
    texts = package.texts.get(locale) or package.texts[package.default_locale]
    root = package.form.root
    in_order = sorted(_one_per_place(found), key=lambda error: place_of(root, error.pointer).order)
    return [_told(error, root, texts) for error in in_order]


def _told(error: SchemaError, root: Field, texts: Texts) -> FieldError:
    if "other" in error.params:  # a property beside it, which people know by its title
        beside = f"{error.pointer.rpartition('/')[0]}{to_pointer([error.params['other']])}"
        other = place_of(root, beside).field
        error = replace(error, params={"other": texts.resolve(other.title) if other else ""})
    said = message(error, place_of(root, error.pointer).field, texts)
    return FieldError(error.pointer, error.keyword, said.text, said.borrowed)


@dataclass(frozen=True)
class FieldPlace:
    """The field at or around a pointer, and how far down the form it stands."""

    field: Field | None
    order: tuple[int, ...]


def place_of(root: Field, pointer: str) -> FieldPlace:
    """Find the field of a response's pointer; `field` is None when no field is there."""
    field, order = root, []
    for part in map(unescaped, pointer.split("/")[1:]):
        if field.kind == "list" and part.isdigit():
            order.append(int(part))
            field = field.children[0]
        elif field.kind == "group" and part in field.children_by_name:
            child = field.children_by_name[part]
            order.append(field.children.index(child))
            field = child
        elif field.kind in WHOLE:
            break
        else:
            return FieldPlace(None, (*order, len(field.children)))
    return FieldPlace(field, tuple(order))


def _one_per_place(errors: Sequence[SchemaError]) -> list[SchemaError]:
    best: dict[str, SchemaError] = {}
    for error in errors:
        if error.pointer not in best or _rank(error) < _rank(best[error.pointer]):
            best[error.pointer] = error
    return list(best.values())


def _rank(error: SchemaError) -> int:
    return _FIRST.index(error.keyword) if error.keyword in _FIRST else len(_FIRST)


def _not_files(root: Field, response: Response) -> Iterator[SchemaError]:
    """What stands where a file belongs and refers to none."""
    for found in references(root, response):
        if not is_reference(found.reference):
            yield SchemaError(found.pointer, "file", "refers to no file", {})


def _not_offered(root: Field, response: Response, context: Mapping[str, Any]) -> Iterator[SchemaError]:
    """Answers of fields with `options_from` that are not among what the context offers."""
    for place in answered(root, response):
        if place.field.ui.options_from and place.field.kind not in GIVEN and not _is_offered(place, context):
            yield place.wrong("options", "is not offered")


def _is_offered(place: Answered, context: Mapping[str, Any]) -> bool:
    field, value = place.field, place.value
    given = value if field.kind in SEVERAL and isinstance(value, list) else [value]
    choices = [option.value for option in offered(field, context)]
    return all(one in choices for one in given) or (value is None and field.nullable)
