"""A git origin with one small package, for tests that publish."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from posixpath import normpath
from typing import Any

from tests.mirror.origin import make_origin

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
    """A bare repository with the package on `main` and `dev`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._origin = make_origin(folder)
        self.url = self._origin.url
        self._files: dict[str, bytes] = {}
        self._origin.point("dev", self.commit(package_files()))

    def commit(self, files: Mapping[str, str | bytes], branch: str = "main") -> str:
        """Commit these files, by their paths below the package, beside all that were ever committed."""
        for path, content in files.items():
            raw = content.encode() if isinstance(content, str) else content
            self._files[normpath(f"packages/{FOLDER}/{path}")] = raw
        return self._origin.commit_tree(self._origin.tree_of(self._files), branch, self._origin.tip(branch))

    def remove(self, path: str) -> None:
        """What is committed from now on is without this file of the package."""
        del self._files[f"packages/{FOLDER}/{path}"]

    def digest(self, commit: str) -> str:
        return self.git("rev-parse", f"{commit}:packages/{FOLDER}")

    def git(self, *arguments: str) -> str:
        return self._origin.git(*arguments)


def git(*arguments: str) -> str:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.test", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()
