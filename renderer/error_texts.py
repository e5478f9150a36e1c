"""A package's own texts for errors: `errors.<field>` and `errors.<field>.<keyword>`, for fields there are."""

from collections.abc import Collection, Iterator

from renderer.declared import near
from renderer.documents import Documents
from renderer.keywords import KEYWORDS, described
from renderer.schema import Schema
from renderer.texts import Texts, built_in
from renderer.ui import Ui

_PREFIX = "errors."
_OURS = ("options",)  # keywords that no schema has


def check_error_texts(documents: Documents, ui: Ui, schema: Schema, texts: Texts) -> None:
    """A text `errors.…` that is for no field, and that `ui.json` does not name, is never shown."""
    file = f"locales/{texts.locale}.json"
    names = {path_name(path) for path in described(schema.document) if path}
    named = set(_named(ui))
    for key in documents.json(file) or {}:
        if not key.startswith(_PREFIX) or key in built_in("en") or key in named:
            continue
        if not _fits(key.removeprefix(_PREFIX), names):
            known = [f"{_PREFIX}{name}" for name in sorted(names)]
            way_out = near(key, [*known, *built_in("en")], "Fields")
            documents.fault_at(file, (key,), f"'{key}' is for no field: nobody would see it.", way_out)


def path_name(path: tuple[str, ...]) -> str:
    """`systems.impact`: how a field is called in the keys of its texts, whichever row it stands in."""
    return ".".join(part for part in path if part != "*")


def _fits(name: str, names: Collection[str]) -> bool:
    field, _, keyword = name.rpartition(".")
    return name in names or (field in names and keyword in (*KEYWORDS, *_OURS))


def _named(ui: Ui) -> Iterator[str]:
    for field in ui.fields.values():
        yield from (text.removeprefix("t:") for text in field.errors.values())
