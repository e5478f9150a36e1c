"""One package with every control there is, in four languages, and its pages in every state."""

import json
from collections.abc import Mapping
from typing import Any

from renderer.fixtures import Viewer
from renderer.form.response import to_response
from renderer.form.validate import FieldError, validate
from renderer.package import Package, load
from renderer.page import PageInfo, Preview, View, render_done, render_page
from renderer.site import render_site

LOCALES = ("en", "de", "fr", "ar")
FOLDER = "interface-widgets"

_TEXT = {"type": "string"}
_FEW = {"enum": ["one", "two", "three"]}
_MANY = {"enum": [f"choice {number}" for number in range(12)]}
_PERSON = {
    "type": "object",
    "properties": {"name": {**_TEXT, "minLength": 2}, "age": {"type": "integer", "minimum": 18}},
    "required": ["name"],
}
PROPERTIES: dict[str, Any] = {
    "text": {**_TEXT, "minLength": 3},
    "textarea": {**_TEXT, "minLength": 3, "maxLength": 1000},
    "number": {"type": "number", "maximum": 10},
    "money": {"type": "number", "multipleOf": 0.01},
    "date": {**_TEXT, "format": "date"},
    "time": {**_TEXT, "format": "time"},
    "datetime": {**_TEXT, "format": "date-time"},
    "duration": {**_TEXT, "format": "duration"},
    "email": {**_TEXT, "format": "email"},
    "url": {**_TEXT, "format": "uri"},
    "tel": {**_TEXT, "pattern": "^[0-9 +]+$"},
    "radio": _FEW,
    "select": _MANY,
    "offered": _TEXT,
    "yesno": {"type": "boolean"},
    "checkbox": {"type": "boolean", "const": True},
    "checkboxes": {"type": "array", "items": _FEW, "minItems": 2},
    "group": _PERSON,
    "rows": {"type": "array", "items": _PERSON, "minItems": 1, "maxItems": 3},
    "tags": {"type": "array", "items": _TEXT, "uniqueItems": True},
    "optional": {**_TEXT, "readOnly": True, "default": "fixed"},
}
UI = {
    "groups": [{"title": "A part", "help": "What it is about.", "fields": ["text", "textarea", "number"]}],
    "fields": {
        "/text": {"help": "A line of help."},
        "/money": {"widget": "money", "currency": "EUR", "width": "half"},
        "/date": {"width": "third"},
        "/tel": {"widget": "tel", "autocomplete": "tel"},
        "/yesno": {"widget": "radio"},
        "/offered": {"widget": "select", "options_from": "/offered"},
    },
}
CONTEXT = {"offered": [{"value": "a", "title": "Alpha"}, {"value": "b", "title": "Beta"}]}
FILLED: dict[str, Any] = {
    "text": "some text", "textarea": "two\nlines", "number": 3.5, "money": 12.5, "date": "2026-03-04",
    "time": "09:30:00Z", "datetime": "2026-03-04T09:30:00Z", "duration": "PT2H", "email": "a@example.com",
    "url": "https://example.com/", "tel": "+49 30 1", "radio": "two", "select": "choice 3", "offered": "b",
    "yesno": True, "checkbox": True, "checkboxes": ["one", "two"], "group": {"name": "Ada", "age": 36},
    "rows": [{"name": "Bo", "age": 20}, {"name": "Cy"}], "tags": ["red", "green"], "optional": "fixed",
}  # fmt: skip
WRONG: dict[str, Any] = {
    "text": "x", "number": 11, "email": "nobody", "url": "nowhere", "tel": "call me", "checkboxes": ["one"],
    "group": {"age": 3}, "rows": [{"age": 1}], "tags": ["same", "same"],
}  # fmt: skip


def widgets() -> Package:
    """Every kind of field, required where that makes a difference."""
    manifest = (
        f'format = 1\nname = "@webapp/{FOLDER}"\ntitle = "Widgets"\nversion = "1.0.0"\n'
        f"locales = {json.dumps(LOCALES)}\n"
        '[[actions]]\nid = "send"\n[[actions]]\nid = "refuse"\nstyle = "danger"\nconfirm = true\n'
    )
    required = [name for name in PROPERTIES if name != "optional"]
    schema = {
        "type": "object",
        "description": "What this form is about.",
        "properties": {**PROPERTIES, "action": {"enum": ["send", "refuse"]}},
        "required": [*required, "action"],
    }
    documents = {
        "schema.json": schema,
        "context.schema.json": {
            "type": "object",
            "properties": {"offered": {"type": "array", "items": {"type": "object"}}},
        },
        "ui.json": UI,
        "branding.json": {"name": "Brückner"},
        "fixtures/default.json": {"title": "Usual", "context": CONTEXT},
        **{f"locales/{locale}.json": _action_texts(locale) for locale in LOCALES},
    }
    files = {path: json.dumps(document).encode() for path, document in documents.items()}
    return load({**files, "interface.toml": manifest.encode()}, FOLDER)


def _action_texts(locale: str) -> Mapping[str, str]:
    return {"actions.send": f"Send ({locale})", "actions.refuse": f"Refuse ({locale})"}


def state_page(package: Package, locale: str, state: str) -> str:
    """`empty`, `filled`, `wrong`, `preview`; or `submitted`, `expired`, `cancelled`."""
    info = PageInfo(
        url="/task",
        asset_root="/i/-/",
        nonce="n0nce",
        key="k",
        notices=("not-sent",) if state == "filled" else (),
        status=state if state in ("submitted", "expired", "cancelled") else "open",  # type: ignore[arg-type]
        mode="preview" if state == "preview" else "production",
        preview=Preview([("default", "Usual")], "default", LOCALES) if state == "preview" else None,
    )
    answers = {"empty": None, "filled": FILLED, "wrong": WRONG}.get(state)
    errors: list[FieldError] = []
    if state == "wrong":
        response = to_response(package, WRONG, CONTEXT)
        errors = validate(package, response, CONTEXT, locale)
    view = View(locale, CONTEXT, Viewer(name="Ada", email="a@example.com"), info, answers, errors)
    return render_page(package, view) if info.status == "open" else render_done(package, view)


def site_pages(locale: str) -> dict[str, str]:
    """The engine's own pages by name."""
    own = {"locale": locale, "theme": "auto", "nonce": "n0nce"}
    task = {"title": "x", "url": "/i", "assigned_to": ""}
    card = {
        "title": "Invoice", "name": "@webapp/interface-invoice", "version": "1.0.0", "locales": ["en"],
        "url": "/u", "faults": ["a.json:1: is odd. Mend it."], "tasks": [task],
    }  # fmt: skip
    people = [("author", "author@example.com"), ("member", "member@example.com")]
    return {
        "error": render_site("error", **own, status=404, name="not-found", request_id="r", sign_in="/signin"),
        "signin": render_site("signin", **own, action="/signin", next="/", people=people, error=""),
        "gallery": render_site("gallery", **own, username="ada", interfaces=[card], tasks=[task]),
        "kept": render_site("kept", **own, name="sign-in", request_id="r", pairs=[("a", "b")], sign_in="/s"),
    }
