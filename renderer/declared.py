"""What an author declares, checked against a model: each fault in words that lead out of it."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar, get_args, get_origin

from renderer.documents import Documents
from typed.model import Field, Model
from typed.notes import Shape
from typed.wrong import Path, Wrong, WrongValues

Declared = TypeVar("Declared", bound=Model)

_LISTED = 15  # words a message lists at most

_KINDS = {
    "text": "text in quotes",
    "bool": "true or false",
    "int": "a whole number",
    "number": "a number",
    "object": "an object",
    "list": "a list",
}
_LIMITS = {
    "least": "Give at least {limit}.",
    "most": "Give at most {limit}.",
    "shape": "Write it like {example}.",
    "said": "{words}.",
}


def declared(
    model: type[Declared], documents: Documents, file: str, value: Mapping[str, Any]
) -> Declared | None:
    """`value` as a model. None, and a fault at its line for everything that does not fit."""
    try:
        return model.model_validate(value)
    except WrongValues as error:
        for path, message, fix in complaints(model, error):
            documents.fault_at(file, path, message, fix)
        return None


def complaints(model: type[Model], error: WrongValues) -> Iterator[tuple[Path, str, str]]:
    """The path, the message and the way out of everything that was found."""
    for wrong in error.found:
        yield wrong.path, *_words(wrong, _model_at(model, wrong.path[:-1]))


def near(word: str, known: Sequence[str], what: str = "Allowed") -> str:
    """The way out of a misspelt word: the nearest known one, or what there is."""
    if close := get_close_matches(word, known, n=1):
        return f"Did you mean '{close[0]}'?"
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return f"{what}: {', '.join(known[:_LISTED])}{more}." if known else "Remove it."


def _words(wrong: Wrong, holder: type[Model] | None) -> tuple[str, str]:
    fields, name = holder.model_fields if holder else {}, ".".join(map(str, wrong.path))
    last = str(wrong.path[-1])
    if wrong.kind == "unknown":
        return f"has an unknown key '{name}'.", near(last, sorted(fields))
    if wrong.kind == "missing":
        return f"has no '{name}'.", _example(fields.get(last))
    return f"'{name}' is {_shown(wrong.value)}.", _way_out(wrong)


def _way_out(wrong: Wrong) -> str:
    told = wrong.told
    if wrong.kind == "choice":
        return near(str(wrong.value), [str(each) for each in told["allowed"]])
    if wrong.kind == "type":
        return f"Give {_KINDS[told['type']]}."
    is_text = isinstance(wrong.value, str)
    if wrong.kind == "too_short":
        return "Write something." if is_text else f"Give at least {told['limit']}."
    if wrong.kind == "too_long":
        return f"Use at most {told['limit']}{' characters' if is_text else ''}."
    return _LIMITS[wrong.kind].format(**told)


def _example(field: Field | None) -> str:
    """What a good value looks like, when the model tells."""
    shapes = [note for note in field.notes if isinstance(note, Shape)] if field else []
    return f"Add one like {shapes[0].example}." if shapes else "Add it."


def _shown(value: Any) -> str:
    text = f"'{value}'" if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _model_at(model: type[Model], path: Path) -> type[Model] | None:
    """The model that holds the value at `path`, followed through lists and mappings."""
    here: Any = model
    for part in path:
        if isinstance(here, type) and issubclass(here, Model):
            field = here.model_fields.get(str(part))
            here = field.annotation if field else None
        else:
            here = _item(here)
    return here if isinstance(here, type) and issubclass(here, Model) else None


def _item(annotation: Any) -> Any:
    """What a tuple[X, ...] or a dict[K, X] holds."""
    arguments = get_args(annotation)
    if not arguments:
        return None
    return arguments[1] if get_origin(annotation) is dict else arguments[0]
