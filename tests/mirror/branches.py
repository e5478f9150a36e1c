"""An origin with `main` and `dev`, whose commits are written as the files they change."""

import subprocess
import tarfile
from io import BytesIO

from tests.mirror.origin import Origin

A, B = "packages/interface-a/schema.json", "packages/interface-b/schema.json"
LINES = b"".join(b"line %d\n" % number for number in range(20))
BASE = {
    A: LINES,
    "packages/interface-a/locales/en.json": b"{}\n",
    B: LINES,
    ".gitattributes": b"deploy.toml merge=ours\n",
    "deploy.toml": b"place = 'main'\n",
}


def commit(origin: Origin, branch: str, changes: dict[str, bytes | None], after: str | None = None) -> str:
    """A commit on `branch` (or on `after`) that writes these files; None removes one."""
    before = after or branch
    parent = origin.tip(before)
    files = contents(origin, parent) | changes if parent else changes
    tree = origin.tree_of({path: content for path, content in files.items() if content is not None})
    return origin.commit_tree(tree, branch, parent, f"change {', '.join(changes)}")


def contents(origin: Origin, revision: str) -> dict[str, bytes | None]:
    """Every file of a commit."""
    command = ["git", "--git-dir", str(origin.folder), "archive", "--format=tar", revision]
    packed = subprocess.run(command, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        files = {entry.name: archive.extractfile(entry) for entry in archive if entry.isfile()}
        return {name: file.read() for name, file in files.items() if file}


def parents(origin: Origin, revision: str) -> list[str]:
    return origin.git("log", "-1", "--format=%P", revision).split()


def line(number: int, text: bytes) -> bytes:
    """LINES with one of them changed."""
    return LINES.replace(b"line %d\n" % number, text + b"\n")
