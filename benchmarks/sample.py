"""A form of any number of fields as a package, and the task that shows it: the same for every contender."""

import json
from pathlib import Path

from renderer.tree import tree_digest

FOLDER = "interface-bench"
WORKFLOW = "5d8a1f0c-9b7e-4c3d-8e2f-1a0b9c8d7e6f"
NODE = "c3d2e1f0-a9b8-4756-8392-1f0e2d3c4b5a"
EXECUTION = "0b9d3f52-1c2e-4d6f-8a7b-{n}"
TASK = f"/i/{WORKFLOW}/{NODE}/{EXECUTION}"
SUBMIT = f"/api/submit/{EXECUTION}/{NODE}"

FIELDS: dict[str, dict[str, object]] = {
    "invoice_number": {"type": "string", "title": "Invoice number", "pattern": "^INV-[0-9]{4,10}$"},
    "vendor_name": {"type": "string", "title": "Vendor", "minLength": 1, "maxLength": 120},
    "vendor_email": {"type": "string", "title": "E-mail", "format": "email", "maxLength": 200},
    "po_number": {"type": "string", "title": "Purchase order", "maxLength": 40},
    "invoice_date": {"type": "string", "title": "Date", "format": "date"},
    "due_date": {"type": "string", "title": "Due", "format": "date"},
    "currency": {"type": "string", "title": "Currency", "enum": ["EUR", "USD", "GBP", "CHF"]},
    "subtotal": {"type": "number", "title": "Subtotal", "minimum": 0},
    "tax": {"type": "number", "title": "Tax", "minimum": 0},
    "total": {"type": "number", "title": "Total", "minimum": 0},
    "cost_center": {"type": "string", "title": "Cost centre", "enum": ["CC-100", "CC-200", "CC-300"]},
    "notes": {"type": "string", "title": "Notes", "maxLength": 2000},
}
ANSWERS: dict[str, object] = {
    "invoice_number": "INV-20931", "vendor_name": "Müller & Söhne <GmbH>", "vendor_email": "m@example.com",
    "po_number": "PO-7781", "invoice_date": "2026-11-02", "due_date": "2026-12-02", "currency": "EUR",
    "subtotal": 1240.5, "tax": 235.7, "total": 1476.2, "cost_center": "CC-200", "notes": "Check \"it\".",
}  # fmt: skip


def schema(fields: int = len(FIELDS)) -> dict[str, object]:
    """The twelve fields, again and again under other names until there are that many."""
    names = list(FIELDS)
    several = {f"{names[at % 12]}{at // 12 or ''}": FIELDS[names[at % 12]] for at in range(fields)}
    required = [name for name in ("invoice_number", "vendor_name", "currency", "total") if name in several]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": several,
    }


def package(name: str = FOLDER, fields: int = len(FIELDS)) -> dict[str, bytes]:
    """The files of an interface package with that form, prefilled from what the workflow hands over."""
    manifest = (
        f'format = 1\nname = "@webapp/{name}"\ntitle = "t:title"\nversion = "1.0.0"\nlocales = ["en"]\n'
        '[task]\nautosave = false\nopen_tasks = "pin"\nself_approval = true\n'
    )
    handed = {"type": "object", "properties": {each: {"type": FIELDS[each]["type"]} for each in FIELDS}}
    context = {"type": "object", "properties": {"prefill": handed}}
    ui = {"fields": {f"/{each}": {"prefill": f"/prefill/{each}"} for each in FIELDS}}
    return {
        "interface.toml": manifest.encode(),
        "schema.json": json.dumps(schema(fields)).encode(),
        "context.schema.json": json.dumps(context).encode(),
        "ui.json": json.dumps(ui).encode(),
        "branding.json": b'{"name": "Acme Finance", "primary": "#0a7c66"}',
        "locales/en.json": b'{"title": "Approve supplier invoice"}',
        "fixtures/default.json": json.dumps(
            {
                "title": "Filled",
                "viewer": {"name": "Jane Doe", "email": "jane@example.com"},
                "context": {"prefill": ANSWERS},
                "submissions": [{"name": "as it came", "data": ANSWERS, "valid": True}],
            }
        ).encode(),
    }


def record() -> dict[str, object]:
    """What the API tells about the task, about 1.2 KB."""
    return {
        "workflow_uuid": WORKFLOW, "execution_uuid": EXECUTION.format(n="0" * 12), "node_uuid": NODE,
        "interface_uuid": "9c8b7a6d-5e4f-4321-8765-0f1e2d3c4b5a", "interface_package": f"@webapp/{FOLDER}",
        "release": {"digest": tree_digest(package()), "commit": "0" * 40},
        "config": {}, "branding": {}, "context": {"prefill": ANSWERS}, "status": "open",
        "opened_at": "2026-11-02T08:00:00Z", "submitted_at": None, "expires_at": None,
        "draft": None, "draft_saved_at": None,
    }  # fmt: skip


def write(folder: Path, count: int = 1) -> None:
    """Packages as a workspace holds them: the measured one, and others like it up to `count`."""
    for number in range(count):
        name = FOLDER if number == 0 else f"{FOLDER}-{number}"
        for path, content in package(name).items():
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
