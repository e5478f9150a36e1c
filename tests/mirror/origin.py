"""A real git repository to fetch from, into which tests can also put what git itself would not.

Objects and branches are written as git keeps them: a process for each would be half of a test's time.
"""

import os
import shutil
import subprocess
import threading
from dataclasses import dataclass
from functools import cache
from hashlib import sha1
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import compress

_ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
}  # fmt: skip
_WHO = "A <a@example.com> 1767225600 +0000"  # the same one, as a commit has it


@dataclass(frozen=True)
class Origin:
    """A bare repository in `folder`."""

    folder: Path

    @property
    def url(self) -> str:
        return self.folder.as_uri()

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "--git-dir", str(self.folder), *arguments],
            check=True, capture_output=True, env={**os.environ, **_ENVIRONMENT},
        )  # fmt: skip
        return done.stdout.decode().strip()

    def write(self, kind: str, content: bytes) -> str:
        """An object of this kind with this content, right or wrong. Its name."""
        raw = f"{kind} {len(content)}\0".encode() + content
        oid = sha1(raw, usedforsecurity=False).hexdigest()
        file = self.folder / "objects" / oid[:2] / oid[2:]
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            _put(file, compress(raw, 1))
        return oid

    def blob(self, content: bytes) -> str:
        return self.write("blob", content)

    def tree(self, *entries: tuple[str, str, str]) -> str:
        """A tree of (mode, name, object), written as given: git's own checks are passed by."""
        lines = sorted(entries, key=lambda entry: entry[1] + ("/" if entry[0] == "40000" else ""))
        raw = b"".join(
            f"{mode} {name}".encode(errors="surrogateescape") + b"\0" + bytes.fromhex(oid)
            for mode, name, oid in lines
        )
        return self.write("tree", raw)

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
        return self.commit_tree(self.tree(("40000", "packages", packages)), branch, self.tip(branch))

    def commit_tree(self, root: str, branch: str, parent: str | None, message: str = "change") -> str:
        """A commit of this tree after `parent`; `branch` is moved to it."""
        parents = f"parent {parent}\n" if parent else ""
        text = f"tree {root}\n{parents}author {_WHO}\ncommitter {_WHO}\n\n{message}\n"
        made = self.write("commit", text.encode())
        self.point(branch, made)
        return made

    def point(self, branch: str, commit: str) -> None:
        """Moves or makes the branch."""
        file = self.folder / "refs/heads" / branch
        file.parent.mkdir(parents=True, exist_ok=True)
        _put(file, f"{commit}\n".encode())

    def tip(self, revision: str) -> str | None:
        """The commit of a branch or of another name for one; None when there is none."""
        loose = self.folder / "refs/heads" / revision
        if loose.is_file():
            return loose.read_text().strip()
        found = subprocess.run(
            ["git", "--git-dir", str(self.folder), "rev-parse", "--verify", "--quiet", revision],
            capture_output=True, text=True,
        )  # fmt: skip
        return found.stdout.strip() or None


def make_origin(folder: Path) -> Origin:
    """An empty one: a copy of what git makes."""
    shutil.copytree(_empty().name, folder)
    return Origin(folder)


@cache
def _empty() -> TemporaryDirectory[str]:
    made = TemporaryDirectory(prefix="empty-origin-")
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", made.name], check=True)
    return made


def _put(file: Path, content: bytes) -> None:
    """All of it or nothing: servers fetch meanwhile."""
    part = file.with_name(f"{file.name}.{threading.get_ident()}")
    part.write_bytes(content)
    part.replace(file)
