"""The sample package in two steps, one of them only sometimes there."""

import json

from tests.router.sample import FILES, SCHEMA

STEPS = {
    "steps": [
        {"id": "note", "title": "First words", "fields": ["note", "amount"]},
        {"id": "reason", "title": "Why so much", "fields": ["reason"]},
        {"id": "lines", "title": "The lines", "fields": ["lines"]},
    ]
}
STEPPED_SCHEMA = {
    **SCHEMA,
    "if": {"properties": {"amount": {"minimum": 100}}, "required": ["amount"]},
    "then": {"properties": {"reason": {"type": "string", "title": "Reason"}}, "required": ["reason"]},
    "unevaluatedProperties": False,
}
del STEPPED_SCHEMA["additionalProperties"]
CONFIRMED = FILES["interface.toml"].replace(b'style = "danger"', b'style = "danger"\nconfirm = true')
STEPPED = {
    **FILES,
    "interface.toml": CONFIRMED,
    "schema.json": json.dumps(STEPPED_SCHEMA).encode(),
    "ui.json": json.dumps(STEPS).encode(),
}
CONFIRMING = {**FILES, "interface.toml": CONFIRMED}
NEXT_TASK = {**FILES, "interface.toml": FILES["interface.toml"] + b'\n[after_submit]\nmode = "next-task"\n'}
ELSEWHERE = {
    **FILES,
    "interface.toml": FILES["interface.toml"]
    + b'\n[after_submit]\nmode = "redirect"\nurl = "https://portal.example.com/done?x=1"\n',
}
