"""A small package, and how it gets into a git origin."""

import json

from tests.mirror.origin import Origin

MANIFEST = """
format = 1
name = "@webapp/interface-sample"
title = "t:title"
version = "1.0.0"
locales = ["en", "de"]

[[actions]]
id = "approve"
style = "primary"

[[actions]]
id = "reject"
style = "danger"

[embed]
frame_ancestors = ["https://portal.example.com"]
"""

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "note": {"type": "string", "title": "t:fields.note", "minLength": 3, "maxLength": 200},
        "amount": {"type": "number", "title": "t:fields.amount", "minimum": 0},
        "lines": {
            "type": "array",
            "title": "t:fields.lines",
            "items": {
                "type": "object",
                "properties": {"text": {"type": "string", "title": "t:fields.text"}},
                "required": ["text"],
                "additionalProperties": False,
            },
        },
        "action": {"enum": ["approve", "reject"]},
    },
    "required": ["note", "action"],
    "additionalProperties": False,
}

CONTEXT_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {"customer": {"type": "string"}},
    "required": ["customer"],
}

TEXTS = {
    "en": {
        "title": "Sample approval",
        "fields.note": "Your note",
        "fields.amount": "Amount",
        "fields.lines": "Lines",
        "fields.text": "Text",
        "actions.approve": "Approve",
        "actions.reject": "Reject",
    },
    "de": {
        "title": "Musterfreigabe",
        "fields.note": "Ihre Notiz",
        "fields.amount": "Betrag",
        "fields.lines": "Zeilen",
        "fields.text": "Text",
        "actions.approve": "Freigeben",
        "actions.reject": "Ablehnen",
    },
}

FIXTURE = {"title": "Plain", "context": {"customer": "Ada"}, "submissions": []}

STYLE = "".join(f".sample-{number} {{ color: rgb({number}, 0, 0); }}\n" for number in range(40))

FILES: dict[str, bytes] = {
    "interface.toml": MANIFEST.encode(),
    "schema.json": json.dumps(SCHEMA).encode(),
    "context.schema.json": json.dumps(CONTEXT_SCHEMA).encode(),
    "ui.json": json.dumps({"order": ["note", "amount", "lines"]}).encode(),
    "branding.json": json.dumps({"name": "Sample", "primary": "#0a5c66"}).encode(),
    "locales/en.json": json.dumps(TEXTS["en"]).encode(),
    "locales/de.json": json.dumps(TEXTS["de"]).encode(),
    "fixtures/default.json": json.dumps(FIXTURE).encode(),
    "assets/style.css": STYLE.encode(),
    "assets/mark.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
}


FOLDER = "interface-sample"


def release(origin: Origin, files: dict[str, bytes] | None = None) -> str:
    """Pushes these files, or the sample's, as packages/interface-sample to `main`. The digest."""
    digest = origin.tree_of(FILES if files is None else files)
    origin.commit(digest, FOLDER)
    return digest
