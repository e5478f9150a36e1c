"""An origin with `main` and `dev`, whose commits are written as the files they change."""

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
    files = contents(origin, before) | changes if exists(origin, before) else dict(changes)
    tree = origin.tree_of({path: content for path, content in files.items() if content is not None})
    parent = ["-p", origin.git("rev-parse", before)] if exists(origin, before) else []
    made = origin.git("commit-tree", tree, "-m", f"change {', '.join(changes)}", *parent)
    origin.git("update-ref", f"refs/heads/{branch}", made)
    return made


def contents(origin: Origin, revision: str) -> dict[str, bytes | None]:
    """Every file of a commit."""
    paths = origin.git("ls-tree", "-r", "-z", "--name-only", revision).split("\0")
    return {path: (origin.git("show", f"{revision}:{path}") + "\n").encode() for path in paths if path}


def exists(origin: Origin, revision: str) -> bool:
    return revision in origin.git("for-each-ref", "--format=%(refname:short)").split() or len(revision) == 40


def parents(origin: Origin, revision: str) -> list[str]:
    return origin.git("log", "-1", "--format=%P", revision).split()


def line(number: int, text: bytes) -> bytes:
    """LINES with one of them changed."""
    return LINES.replace(b"line %d\n" % number, text + b"\n")
