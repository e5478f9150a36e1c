"""Writes objects into a bare repository: trees with one folder exchanged, and commits. No ref is moved."""

import re
from collections.abc import Sequence
from pathlib import Path

from mirror.git import RepositoryError, ask_git
from typed.record import dataclass

_UNFIT = re.compile(r"[\x00-\x1f\x7f<>]+")


@dataclass(frozen=True)
class Signature:
    """Who, and when in seconds since 1970. The same signature gives the same commit again."""

    name: str
    email: str
    at: int

    def __str__(self) -> str:
        return f"{_fit(self.name) or 'unknown'} <{_fit(self.email)}> {self.at} +0000"


@dataclass(frozen=True)
class Entry:
    """A line of a tree. `mode` and `kind` are git's: "040000" and "tree" for a folder."""

    mode: str
    kind: str
    digest: str
    name: str


def entries(folder: Path, tree: str) -> dict[str, Entry]:
    """What a tree holds, by name; nothing when there is no such tree."""
    answer = ask_git(folder, ["ls-tree", "-z", "--full-tree", tree])
    if answer.code:
        return {}
    found: dict[str, Entry] = {}
    for line in answer.output.decode(errors="surrogateescape").split("\0")[:-1]:
        facts, _, name = line.partition("\t")
        mode, kind, digest = facts.split()
        found[name] = Entry(mode, kind, digest, name)
    return found


def exchanged(folder: Path, tree: str, path: Sequence[str], digest: str) -> str:
    """A tree (or a commit's) with the folder at `path` replaced, or removed without a digest; its digest."""
    held = entries(folder, tree)
    name, *rest = path
    below = f"{tree}/{name}" if ":" in tree else f"{tree}:{name}"
    inside = exchanged(folder, below, rest, digest) if rest else digest
    held.pop(name, None)
    if inside:
        held[name] = Entry("040000", "tree", inside, name)
    lines = [f"{entry.mode} {entry.kind} {entry.digest}\t{entry.name}\0" for entry in held.values()]
    return _written(folder, ["mktree", "-z"], "".join(lines))


def commit(
    folder: Path, tree: str, parents: Sequence[str], author: Signature, committer: Signature, message: str
) -> str:
    """A commit of a tree; its digest."""
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    lines += [f"author {author}", f"committer {committer}", "", message.replace("\0", "").strip(), ""]
    return _written(folder, ["hash-object", "-t", "commit", "-w", "--stdin"], "\n".join(lines))


def _written(folder: Path, arguments: Sequence[str], content: str) -> str:
    answer = ask_git(folder, arguments, given=content.encode(errors="surrogateescape"))
    if answer.code:
        raise RepositoryError(f"git {arguments[0]}: {answer.words}")
    return answer.output.decode().strip()


def _fit(text: str) -> str:
    return " ".join(_UNFIT.sub(" ", text).split())
