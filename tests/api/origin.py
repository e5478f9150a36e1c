"""A git origin with one small package, for tests that publish."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PACKAGE = "@webapp/interface-note"
FOLDER = "interface-note"

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["action", "note"],
    "properties": {
        "action": {"enum": ["approve", "reject"]},
        "note": {"type": "string", "title": "t:fields.note", "minLength": 1, "maxLength": 200},
        "amount": {"type": "number", "title": "t:fields.amount", "minimum": 0},
    },
}
CONTEXT_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["subject"],
    "properties": {"subject": {"type": "string"}, "amount": {"type": "number", "minimum": 0}},
}
MANIFEST = """
format = 1
name = "@webapp/interface-note"
title = "t:title"
version = "{version}"
locales = ["en"]

[[actions]]
id = "approve"
style = "primary"
[[actions]]
id = "reject"
style = "danger"
"""
TEXTS = {
    "title": "A note",
    "fields.note": "Note",
    "fields.amount": "Amount",
    "actions.approve": "Approve",
    "actions.reject": "Reject",
}
CONTEXT = {"subject": "Chairs"}
ANSWER = {"action": "approve", "note": "fine with me", "amount": 12.5}
FIXTURE = {
    "title": "Chairs",
    "viewer": {"name": "Ada", "email": "ada@example.test"},
    "context": CONTEXT,
    "submissions": [{"name": "approved", "data": ANSWER, "valid": True}],
}


def package_files(version: str = "1.0.0", schema: Mapping[str, Any] = SCHEMA) -> dict[str, str]:
    """The files of the package, below its folder."""
    documents = {
        "schema.json": schema,
        "context.schema.json": CONTEXT_SCHEMA,
        "locales/en.json": TEXTS,
        "fixtures/default.json": FIXTURE,
    }
    texts = {path: json.dumps(document, indent=2) for path, document in documents.items()}
    return {"interface.toml": MANIFEST.format(version=version).strip() + "\n", **texts}


class Origin:
    """A repository with the package on `main` and `dev`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = folder.as_uri()
        git("init", "-q", "-b", "main", str(folder))
        self.commit(package_files())
        self.git("branch", "dev")
        self.git("config", "receive.denyCurrentBranch", "ignore")  # it is pushed to, as a bare one is

    def commit(self, files: Mapping[str, str], branch: str = "main") -> str:
        """Commit these files of the package to a branch; give the commit."""
        self.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        for path, text in files.items():
            file = self.folder / "packages" / FOLDER / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change")
        return self.git("rev-parse", "HEAD")

    def digest(self, commit: str) -> str:
        return self.git("rev-parse", f"{commit}:packages/{FOLDER}")

    def git(self, *arguments: str) -> str:
        return git("-C", str(self.folder), *arguments)


def git(*arguments: str) -> str:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.test", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()
