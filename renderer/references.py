"""What the parts of a package say about each other must be there: texts, properties, actions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from renderer.compare import OPERATORS
from renderer.declared import near
from renderer.documents import Documents
from renderer.error_texts import check_error_texts
from renderer.form.kinds import posted_text
from renderer.keywords import KEYWORDS, Described, described, every
from renderer.manifest import Manifest
from renderer.message import complaint
from renderer.position import Path, from_pointer, to_pointer
from renderer.schema import Schema
from renderer.texts import Texts
from renderer.ui import FieldUi, Ui

_CONTEXT_POINTERS = ("prefill", "options_from", "currency_from")


def check_references(
    documents: Documents,
    manifest: Manifest | None,
    ui: Ui | None,
    schema: Schema | None,
    context_schema: Schema | None,
    texts: Texts,
) -> None:
    """Check what the parts say about each other. A part that is itself at fault (None) is left out."""
    if documents.json(f"locales/{texts.locale}.json") is not None:
        _check_texts(documents, manifest, ui, schema, texts)
    if schema and schema.document.get("type") != "object":
        documents.fault_at(
            "schema.json", ("type",), "does not describe an object.", 'Write "type": "object".'
        )
    if ui and schema:
        check_error_texts(documents, ui, schema, texts)
    if manifest and schema:
        _check_actions(documents, manifest, schema)
    if ui and schema:
        _check_ui(documents, ui, schema, context_schema)


def _check_texts(
    documents: Documents, manifest: Manifest | None, ui: Ui | None, schema: Schema | None, texts: Texts
) -> None:
    """Every `t:key` and every action has a text."""
    if manifest:
        _check_keys(documents, "interface.toml", _strings(documents.toml("interface.toml")), texts)
        actions = [
            (("actions", index), f"t:actions.{action.id}")
            for index, action in enumerate(manifest.actions)
            if not action.title
        ]
        _check_keys(documents, "interface.toml", actions, texts)
    if ui and "ui.json" in documents.files:
        _check_keys(documents, "ui.json", _strings(documents.json("ui.json")), texts)
    if schema:
        _check_keys(documents, "schema.json", _schema_texts(schema.document), texts)


def _check_keys(documents: Documents, file: str, places: Iterable[tuple[Path, str]], texts: Texts) -> None:
    for path, text in places:
        key = text.removeprefix("t:")
        if key == text and (unread := complaint(text)):
            documents.fault_at(file, path, "this text cannot be read.", unread)
        if key != text and key not in texts:
            way_out = near(key, sorted(texts.entries), "Texts") if texts.entries else "Add it."
            documents.fault_at(file, path, f"the text '{key}' is in no locales/{texts.locale}.json.", way_out)


def _check_actions(documents: Documents, manifest: Manifest, schema: Schema) -> None:
    """Every action can be stored; every value of the schema's `action` has a button."""
    parts = described(schema.document).get(("action",), [])
    allowed = sorted({str(value) for part in parts for value in _values(part)})
    ids = [action.id for action in manifest.actions]
    for index, action in enumerate(ids):
        place = ("actions", index)
        if action in ids[:index]:
            documents.fault_at(
                "interface.toml", place, f"the action '{action}' is there twice.", "Remove one."
            )
        if action not in allowed:
            message = f"schema.json's property 'action' does not allow '{action}'."
            way_out = near(action, allowed) if allowed else "Give it an enum of the action ids."
            documents.fault_at("interface.toml", place, message, way_out)
    for value in allowed:
        if value not in ids:
            path = ("properties", "action")
            documents.fault_at("schema.json", path, f"no button gives '{value}'.", "Add it to [[actions]].")


def _check_ui(documents: Documents, ui: Ui, schema: Schema, context_schema: Schema | None) -> None:
    """Every name and pointer of `ui.json` is a property of the response, or of the context."""
    fields = described(schema.document)
    known = sorted(path[0] for path in fields if len(path) == 1)
    for path, name in _ui_names(ui):
        if name not in known:
            documents.fault_at("ui.json", path, f"'{name}' is no property.", near(name, known, "Properties"))
    for pointer, field in ui.fields.items():
        place = ("fields", pointer)
        if parts := fields.get(from_pointer(pointer)):
            _check_field(documents, place, field, parts)
        else:
            message = f"'{pointer}' is no property."
            documents.fault_at("ui.json", place, message, near(pointer, _pointers(fields), "Properties"))
    if context_schema:
        _check_context_pointers(documents, ui, described(context_schema.document))


def _check_field(documents: Documents, place: Path, field: FieldUi, parts: list[Mapping[str, Any]]) -> None:
    values = {posted_text(value) for part in parts for value in _values(part)}
    for value in field.titles:
        if value not in values:
            way_out = near(value, sorted(values), "Values")
            documents.fault_at("ui.json", (*place, "titles", value), f"'{value}' is no value.", way_out)
    for keyword in field.errors:
        if keyword not in (*KEYWORDS, *OPERATORS):
            way_out = near(keyword, KEYWORDS, "Keywords")
            documents.fault_at("ui.json", (*place, "errors", keyword), f"'{keyword}' is no keyword.", way_out)


def _check_context_pointers(documents: Documents, ui: Ui, context: Described) -> None:
    for place, field in ui.fields.items():
        for key in _CONTEXT_POINTERS:
            pointer = getattr(field, key)
            if pointer is not None and from_pointer(pointer) not in context:
                message = f"'{pointer}' is nothing context.schema.json describes."
                way_out = near(pointer, _pointers(context), "Described")
                documents.fault_at("ui.json", ("fields", place, key), message, way_out)


def _ui_names(ui: Ui) -> Iterator[tuple[Path, str]]:
    yield from ((("order", index), name) for index, name in enumerate(ui.order))
    for number, step in enumerate(ui.steps):
        yield from ((("steps", number, "fields", index), name) for index, name in enumerate(step.fields))
    for number, group in enumerate(ui.groups):
        yield from ((("groups", number, "fields", index), name) for index, name in enumerate(group.fields))


def _pointers(values: Described) -> list[str]:
    return sorted(to_pointer(path) for path in values if path)


def _schema_texts(document: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for path, part in every(document):
        for keyword in ("title", "description"):
            if isinstance(text := part.get(keyword), str):
                yield (*path, keyword), text


def _strings(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    entries: Sequence[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        entries = list(value.items())
    elif isinstance(value, list):
        entries = list(enumerate(value))
    for key, item in entries:
        yield from _strings(item, (*path, key))


def _values(schema: Mapping[str, Any]) -> Iterator[Any]:
    """The values a schema offers for choice, itself or for the items of its list."""
    yield from schema.get("enum", ())
    if "const" in schema:
        yield schema["const"]
    if schema.get("type") == "boolean":
        yield from (True, False)
    if isinstance(items := schema.get("items"), Mapping):
        yield from _values(items)
