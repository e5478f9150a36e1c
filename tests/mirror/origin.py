"""A real git repository to fetch from, into which tests can also put what git itself would not."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
}  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """A bare repository in `folder`."""

    folder: Path

    @property
    def url(self) -> str:
        return self.folder.as_uri()

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        done = subprocess.run(
            ["git", "--git-dir", str(self.folder), *arguments],
            input=stdin, check=True, capture_output=True, env={**os.environ, **_ENVIRONMENT},
        )  # fmt: skip
        return done.stdout.decode().strip()

    def blob(self, content: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", stdin=content)

    def tree(self, *entries: tuple[str, str, str]) -> str:
        """A tree of (mode, name, object), written as given: git's own checks are passed by."""
        lines = sorted(entries, key=lambda entry: entry[1] + ("/" if entry[0] == "40000" else ""))
        raw = b"".join(
            f"{mode} {name}".encode(errors="surrogateescape") + b"\0" + bytes.fromhex(oid)
            for mode, name, oid in lines
        )
        return self.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=raw)

    def tree_of(self, files: dict[str, bytes]) -> str:
        """The tree of plain files by their paths."""
        folders: dict[str, dict[str, bytes]] = {}
        entries = []
        for path, content in files.items():
            head, _, rest = path.partition("/")
            if rest:
                folders.setdefault(head, {})[rest] = content
            else:
                entries.append(("100644", head, self.blob(content)))
        entries += [("40000", name, self.tree_of(inside)) for name, inside in folders.items()]
        return self.tree(*entries)

    def commit(self, package_tree: str, folder: str = "interface-a", branch: str = "main") -> str:
        """A commit on top of `branch` whose `packages/<folder>` is the tree."""
        packages = self.tree(("40000", folder, package_tree))
        root = self.tree(("40000", "packages", packages))
        before = subprocess.run(
            ["git", "--git-dir", str(self.folder), "rev-parse", "--verify", "--quiet", branch],
            capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        parent = ["-p", before] if before else []
        commit = self.git("commit-tree", root, "-m", "change", *parent)
        self.git("update-ref", f"refs/heads/{branch}", commit)
        return commit


def make_origin(folder: Path) -> Origin:
    origin = Origin(folder)
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", str(folder)], check=True)
    return origin
