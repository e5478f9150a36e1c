"""A small package without a fault, for tests that load it, change it or break it."""

from pathlib import Path

FOLDER = "interface-leave-request"

FILES: dict[str, str] = {
    "interface.toml": """\
format = 1
name = "@webapp/interface-leave-request"
title = "t:title"
version = "1.0.0"
locales = ["en", "de"]

[[actions]]
id = "approve"
style = "primary"

[[actions]]
id = "reject"
style = "danger"
confirm = true

[task]
autosave = true

[embed]
frame_ancestors = ["https://portal.example.com"]
""",
    "schema.json": """\
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["action", "days"],
  "properties": {
    "action": { "enum": ["approve", "reject"] },
    "days": {
      "type": "integer",
      "title": "t:fields.days",
      "minimum": 1,
      "maximum": 30
    },
    "deputy": {
      "type": "string",
      "title": "t:fields.deputy",
      "format": "email"
    },
    "kind": {
      "enum": ["holiday", "parental"],
      "title": "t:fields.kind"
    }
  },
  "if": { "properties": { "action": { "const": "reject" } } },
  "then": {
    "required": ["reason"],
    "properties": {
      "reason": { "type": "string", "title": "t:fields.reason", "minLength": 3 }
    }
  },
  "unevaluatedProperties": false
}
""",
    "context.schema.json": """\
{
  "type": "object",
  "required": ["employee"],
  "properties": {
    "employee": { "type": "string" },
    "days": { "type": "integer" }
  }
}
""",
    "ui.json": """\
{
  "order": ["kind", "days"],
  "fields": {
    "/days": { "prefill": "/days", "help": "t:help.days" },
    "/kind": {
      "widget": "radio",
      "titles": { "holiday": "t:kinds.holiday" }
    },
    "/reason": { "widget": "textarea" }
  }
}
""",
    "branding.json": """\
{
  "name": "Example",
  "logo": "logo.svg",
  "primary": "#0a6c56"
}
""",
    "locales/en.json": """\
{
  "title": "Leave request",
  "greeting": "{name} asks for leave",
  "actions.approve": "Approve",
  "actions.reject": "Reject",
  "fields.days": "Days",
  "fields.deputy": "Deputy",
  "fields.kind": "Kind",
  "fields.reason": "Reason",
  "help.days": "Working days only",
  "kinds.holiday": "Holiday"
}
""",
    "locales/de.json": """\
{
  "title": "Urlaubsantrag",
  "greeting": "{name} möchte Urlaub",
  "actions.approve": "Genehmigen",
  "actions.reject": "Ablehnen",
  "fields.days": "Tage",
  "fields.deputy": "Vertretung",
  "fields.kind": "Art",
  "fields.reason": "Grund",
  "help.days": "Nur Arbeitstage",
  "kinds.holiday": "Urlaub"
}
""",
    "fixtures/default.json": """\
{
  "title": "Five days",
  "viewer": { "name": "Ada Example", "email": "ada@example.com" },
  "context": { "employee": "Grace Example", "days": 5 },
  "submissions": [
    {
      "name": "approved",
      "data": { "action": "approve", "days": 5 },
      "valid": true
    },
    {
      "name": "rejected without a reason",
      "data": { "action": "reject", "days": 5 },
      "valid": false,
      "errors": [{ "pointer": "/reason", "keyword": "required" }]
    }
  ]
}
""",
    "assets/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8"/></svg>\n',
}


def as_bytes(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def write(packages: Path, files: dict[str, str] | dict[str, bytes] = FILES, folder: str = FOLDER) -> Path:
    """Write a package's files below `packages` and give its folder."""
    for path, content in files.items():
        target = packages / folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        written = packages.parent / "written"  # and moved, so that no watcher meets half a file
        written.write_bytes(content.encode() if isinstance(content, str) else content)
        written.replace(target)
    return packages / folder
