"""Brings what is on one branch to another, inside the bare mirror: nothing is ever checked out.

A merge is planned first, which moves no branch: its package can be read by its digest, drawn and judged.
Then it lands, if the branch is still where it was.
"""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

from mirror.git import RepositoryError, ask_git, run_git
from mirror.repository import NotInRepository, Repository
from mirror.write import Entry, Signature, commit, entries, exchanged
from typed.record import dataclass

Strategy = Literal["merge", "package"]

ATTRIBUTES = ".gitattributes"

_Folders = dict[str, Entry]


class MergeConflict(RepositoryError):
    """Both branches changed the same places of `files`. Nothing was changed."""

    def __init__(self, files: tuple[str, ...], source: str, target: str) -> None:
        self.files = files
        super().__init__(
            f"'{source}' and '{target}' changed the same places of {', '.join(files)}. "
            f"Merge '{target}' into '{source}', settle them there, push, and publish again."
        )


@dataclass(frozen=True)
class Merge:
    """`commit` is what the target becomes, `digest` the package's in it, `onto` where the target was.

    When everything was there already, `commit` is `onto`: the target as it is.
    """

    target: str
    source_commit: str
    onto: str
    commit: str
    digest: str

    @property
    def is_needed(self) -> bool:
        return self.commit != self.onto


@dataclass(frozen=True)
class Wish:
    """What to bring where: `folder` is the package's in `packages/`, `name` the interface people know."""

    folder: str
    name: str
    strategy: Strategy
    author: Signature
    committer: Signature
    source: str = "dev"
    target: str = "main"
    at: str = ""  # the commit of the source to take; empty: its newest


def merge(repository: Repository, wish: Wish) -> Merge:
    """Fetch, plan and land. Repeating it after it was stopped anywhere does the rest, or finds it done.

    Raises MergeConflict, Raced, PushRefused, NotInRepository or RepositoryError; the target is then as it
    was or, after a push that ran out of time, wholly merged.
    """
    repository.fetch()
    planned = plan(repository, wish)
    land(repository, planned)
    return planned


def plan(repository: Repository, wish: Wish) -> Merge:
    """Make the commit that would be pushed; no branch moves. Raises MergeConflict, NotInRepository."""
    source, onto = _source(repository, wish), repository.commit(wish.target)
    new = (_plan_package if wish.strategy == "package" else _plan_merge)(repository, wish, source, onto)
    return Merge(wish.target, source, onto, new, repository.digest(new, wish.folder))


def _source(repository: Repository, wish: Wish) -> str:
    newest = repository.commit(wish.source)
    if not wish.at or wish.at == newest:
        return newest
    if ask_git(repository.folder, ["merge-base", "--is-ancestor", wish.at, newest]).code:
        raise NotInRepository(f"The commit {wish.at} is not in '{wish.source}'. Look at the preview again.")
    return wish.at


def land(repository: Repository, planned: Merge) -> None:
    """Push what was planned, or find that it arrived: by a push that was cut off, or a killed process's. What
    is on the target already is kept as a release as well.

    Raises Raced when the target moved since, PushRefused, RepositoryError.
    """
    if not planned.is_needed:
        repository.keep(planned.commit)
        return
    try:
        repository.push(planned.commit, planned.target, planned.onto)
    except RepositoryError:
        if not _has_arrived(repository, planned):
            raise


def _has_arrived(repository: Repository, planned: Merge) -> bool:
    with suppress(RepositoryError):
        repository.fetch()
        arguments = ["merge-base", "--is-ancestor", planned.commit, repository.commit(planned.target)]
        return ask_git(repository.folder, arguments).code == 0
    return False


def _plan_package(repository: Repository, wish: Wish, source: str, onto: str) -> str:
    """One commit on the target with only this package's folder exchanged."""
    digest = repository.digest(source, wish.folder)
    folder = repository.folder
    if entries(folder, f"{onto}:packages").get(wish.folder, Entry("", "", "", "")).digest == digest:
        return onto
    tree = exchanged(folder, onto, ["packages", wish.folder], digest)
    message = f"Publish {wish.name}\n\nOnly packages/{wish.folder}, from {wish.source} at {source}."
    return commit(folder, tree, [onto], wish.author, wish.committer, message)


def _plan_merge(repository: Repository, wish: Wish, source: str, onto: str) -> str:
    """A commit with both as parents."""
    folder = repository.folder
    if ask_git(folder, ["merge-base", "--is-ancestor", source, onto]).code == 0:
        return onto
    ours = _without_taken(repository, wish, source, onto)
    tree = _merged_tree(folder, ours, source, wish)
    message = f"Publish {wish.name}\n\nAll of {wish.source} at {source}."
    return commit(folder, tree, [onto, source], wish.author, wish.committer, message)


def _merged_tree(folder: Path, ours: str, source: str, wish: Wish) -> str:
    """`merge=ours` and the like are what the target's `.gitattributes` says, as with a checkout of it."""
    with tempfile.TemporaryDirectory() as scratch:  # git puts there what it hands to a merge driver
        attributes = Path(scratch) / "attributes"
        attributes.write_bytes(ask_git(folder, ["cat-file", "blob", f"{ours}:{ATTRIBUTES}"]).output)
        settings = {"core.attributesFile": str(attributes), "merge.ours.driver": "true"}
        arguments = ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, source]
        answer = ask_git(folder, arguments, settings, place=Path(scratch))
    if answer.code not in (0, 1):
        raise RepositoryError(f"git merge-tree: {answer.words}")
    tree, *files = answer.output.decode(errors="backslashreplace").rstrip("\0").split("\0")
    if answer.code:
        raise MergeConflict(tuple(sorted(set(files))), wish.source, wish.target)
    return tree


def _without_taken(repository: Repository, wish: Wish, source: str, onto: str) -> str:
    """The target, with packages it took from the source alone as they were before.

    Strategy `package` leaves no trace that git's merging knows: it would see the same package changed on both
    sides, find conflicts where the source only went on, and keep what the source took back.
    """
    folder = repository.folder
    base = ask_git(folder, ["merge-base", source, onto])
    if base.code:
        return onto
    before = base.output.decode().strip()
    old = entries(folder, f"{before}:packages")
    tree = onto
    for name in _taken(folder, old, before, source, onto):
        tree = exchanged(folder, tree, ["packages", name], old[name].digest if name in old else "")
    if tree == onto:
        return onto
    return commit(folder, tree, [onto], wish.author, wish.committer, "Before packages were published alone")


def _taken(folder: Path, old: _Folders, before: str, source: str, onto: str) -> Iterator[str]:
    """Names of packages that are in the target as they once were in the source since `before`."""
    for name, here in entries(folder, f"{onto}:packages").items():
        if here != old.get(name) and here.kind == "tree":
            changes = run_git(folder, ["rev-list", f"{before}..{source}", "--", f"packages/{name}"]).split()
            asked = "".join(f"{change}:packages/{name}\n" for change in changes)
            found = ask_git(folder, ["cat-file", "--batch-check=%(objectname)"], given=asked.encode())
            if here.digest in found.output.decode().split():
                yield name
