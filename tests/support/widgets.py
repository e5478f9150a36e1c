"""One package with every control there is, in four languages, and its pages in every state."""

import json
from collections.abc import Mapping
from typing import Any

from renderer.fixtures import Viewer
from renderer.form.response import Response, to_response
from renderer.form.stage import Stage
from renderer.form.steps import flow_of
from renderer.form.validate import FieldError, validate
from renderer.package import Package, load
from renderer.page import PageInfo, Preview, View, render_confirm, render_done, render_page
from renderer.site import render_site

LOCALES = ("en", "de", "fr", "ar")
STATES = ("empty", "filled", "wrong", "sending", "confirm", "preview", "submitted", "expired", "cancelled")
STEP_STATES = ("step", "check")
FOLDER = "interface-widgets"

_TEXT = {"type": "string"}
_FEW = {"enum": ["one", "two", "three"]}
_MANY = {"enum": [f"choice {number}" for number in range(12)]}
_PERSON = {
    "type": "object",
    "properties": {"name": {**_TEXT, "minLength": 2}, "age": {"type": "integer", "minimum": 18}},
    "required": ["name"],
}
_OFFER = {"type": "object", "properties": {"value": {}, "title": {}, "price": {}, "since": {}}}
_FILE = {"type": "object", "format": "file", "properties": {"size": {"maximum": 5_000_000}}}
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
    "several": {"type": "array", "items": _MANY},
    "by_lines": {"type": "array", "items": _TEXT},
    "free": {"type": "object", "additionalProperties": {"type": "integer"}},
    "places": {"type": "array", "prefixItems": [_TEXT, {"type": "integer"}], "items": False},
    "computed": {"type": "number"},
    "scan": _FILE,
    "scans": {"type": "array", "items": _FILE},
    "sign": {
        "type": "object",
        "format": "signature",
        "properties": {"name": _TEXT, "drawing": _TEXT},
        "required": ["name"],
    },
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
        "/several": {"widget": "select"},
        "/by_lines": {"widget": "lines"},
        "/rows": {"reorder": True},
        "/computed": {"computed": "number * 2", "currency": "EUR"},
    },
    "blocks": [
        {
            "type": "table", "before": "text", "title": "What is offered", "rows": "/offered",
            "columns": [
                {"title": "Name", "value": "/title"},
                {"title": "Price", "value": "/price", "format": "money", "currency": "EUR", "total": True},
                {"title": "Since", "value": "/since", "format": "date"},
            ],
        },
        {
            "type": "summary", "before": "number", "title": "What is known",
            "entries": [{"title": "First", "value": "/known"}],
        },
        {"type": "image", "before": "radio", "title": "The plan", "asset": "plan.svg", "alt": "A line"},
        {"type": "pdf", "before": "sign", "title": "The terms", "asset": "terms.pdf"},
    ],
}  # fmt: skip
STEPS = [
    {"id": "first", "title": "First part", "help": "What it asks for.", "fields": ["text"]},
    {"id": "second", "title": "Second part", "fields": [name for name in PROPERTIES if name != "text"]},
]
CONTEXT = {
    "known": "The <first> of all",
    "offered": [
        {"value": "a", "title": "Alpha", "price": 12.5, "since": "2026-03-04"},
        {"value": "b", "title": "Beta", "price": 3},
    ],
}
ASSETS = {
    "assets/plan.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9"><path d="M1 1h7"/></svg>',
    "assets/terms.pdf": b"%PDF-1.7",
}
_SCAN = {"digest": "0" * 64, "name": "scan.pdf", "size": 1200, "media_type": "application/pdf"}
FILLED: dict[str, Any] = {
    "text": "some text", "textarea": "two\nlines", "number": 3.5, "money": 12.5, "date": "2026-03-04",
    "time": "09:30:00Z", "datetime": "2026-03-04T09:30:00Z", "duration": "PT2H", "email": "a@example.com",
    "url": "https://example.com/", "tel": "+49 30 1", "radio": "two", "select": "choice 3", "offered": "b",
    "yesno": True, "checkbox": True, "checkboxes": ["one", "two"], "group": {"name": "Ada", "age": 36},
    "rows": [{"name": "Bo", "age": 20}, {"name": "Cy"}], "tags": ["red", "green"], "optional": "fixed",
    "several": ["choice 1", "choice 5"], "by_lines": ["one", "two"], "free": {"nails": 3}, "places": ["a", 2],
    "computed": 7, "scan": _SCAN, "scans": [_SCAN], "sign": {"name": "Ada", "drawing": "M20 160L90 30"},
}  # fmt: skip
WRONG: dict[str, Any] = {
    "text": "x", "number": 11, "email": "nobody", "url": "nowhere", "tel": "call me", "checkboxes": ["one"],
    "group": {"age": 3}, "rows": [{"age": 1}], "tags": ["same", "same"], "free": [{"key": "", "value": "x"}],
    "by_lines": ["x"], "places": ["a", "b"], "sign": {"name": "", "drawing": "M900 9L9 9"},
}  # fmt: skip


def widgets(*, stepped: bool = False) -> Package:
    """Every kind of field, required where that makes a difference; on one page, or in two steps."""
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
            "properties": {"known": {}, "offered": {"type": "array", "items": _OFFER}},
        },
        "ui.json": {**{key: part for key, part in UI.items() if key != "groups"}, "steps": STEPS}
        if stepped
        else UI,
        "branding.json": {"name": "Brückner"},
        "fixtures/default.json": {"title": "Usual", "context": CONTEXT},
        **{f"locales/{locale}.json": _action_texts(locale) for locale in LOCALES},
    }
    files = {path: json.dumps(document).encode() for path, document in documents.items()}
    return load({**files, **ASSETS, "interface.toml": manifest.encode()}, FOLDER)


def _action_texts(locale: str) -> Mapping[str, str]:
    return {"actions.send": f"Send ({locale})", "actions.refuse": f"Refuse ({locale})"}


def state_page(package: Package, locale: str, state: str) -> str:
    """`empty`, `filled`, `wrong`, `preview`, `confirm`, `sending`; `step`, `check` of a form in steps; or
    `submitted`, `expired`, `cancelled`.
    """
    info = PageInfo(
        url="/task",
        asset_root="/i/-/",
        nonce="n0nce-n0nce-n0nce-n0nce",
        key="k",
        notices=("not-sent",) if state == "filled" else (),
        status=state if state in ("submitted", "expired", "cancelled") else "open",  # type: ignore[arg-type]
        confirming="refuse" if state == "confirm" else "",
        autosave=True,
        mode="preview" if state == "preview" else "production",
        preview=Preview([("default", "Usual")], "default", LOCALES) if state == "preview" else None,
    )
    answers = None if state == "empty" else WRONG if state == "wrong" else FILLED
    errors: list[FieldError] = []
    if state == "wrong":
        errors = validate(package, to_response(package, WRONG, CONTEXT), CONTEXT, locale)
    stage, response = _flow(package, locale, state)
    viewer = Viewer(name="Ada", email="a@example.com")
    view = View(locale, CONTEXT, viewer, info, answers, errors, stage, response)
    if state == "confirm":
        return render_confirm(package, view)
    html = render_page(package, view) if info.status == "open" else render_done(package, view)
    if state == "sending":
        return html.replace(' type="submit"', ' type="submit" aria-disabled="true"')
    return html


def _flow(package: Package, locale: str, state: str) -> tuple[Stage | None, Response | None]:
    """The step a page is about, and the answers it lists."""
    filled = to_response(package, {**FILLED, "action": "send"}, CONTEXT)
    if state in ("step", "check"):
        flow = flow_of(package, FILLED, CONTEXT, locale)
        addresses = {name: f"?step={name}" for name in flow.ids}
        return Stage(flow, "second" if state == "step" else "check", addresses), filled
    return None, filled if state in ("submitted", "confirm") else None


def site_pages(locale: str) -> dict[str, str]:
    """The engine's own pages by name."""
    own = {"locale": locale, "theme": "auto", "nonce": "n0nce-n0nce-n0nce-n0nce"}
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
        "kept": render_site(
            "kept", **own, name="sign-in", request_id="r", pairs=[("a", "b")], sign_in="/s", again="?turn=1"
        ),
    }
