"""A bare mirror of the packages repository. Content is read from git's objects and never checked out."""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mirror.export import export
from mirror.git import LIMIT, Answer, RepositoryError, ask_git, run_git
from mirror.objects import open_objects
from mirror.patience import ask_patiently
from renderer.files import Files

FIRST_LIMIT = 120.0  # seconds; the first fetch brings the whole history

# What git answers when the branch is not where it was expected to be, seen by us or under the remote's lock.
_RACED = ("stale info", "cannot lock ref", "failed to update ref", "incorrect old value")

_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}")
_DIGEST = re.compile(r"[0-9a-f]{40}")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class NotInRepository(RepositoryError):
    """A branch, commit or package is not there. After a fetch it may be."""


class Raced(RepositoryError):
    """Somebody else pushed first. Nothing was overwritten; start again from what is there now."""


class PushRefused(RepositoryError):
    """The remote does not take the push: a protected branch, a hook, an account that may only read."""


class Repository:
    """`folder` is made at the first fetch, and may be shared by processes; `url` may hold a token."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self._url = url

    def fetch(self, limit: float = LIMIT) -> None:
        """Bring all branches up to the remote's, also after a forced push.

        Raises RepositoryError after `limit` seconds, or when the remote is not reachable or sends what git
        refuses; everything fetched before stays readable.
        """
        with self._alone():
            self._remove_leftovers()
            first = not (self.folder / "HEAD").is_file()
            if first:
                run_git(self.folder, ["init", "--quiet", "--bare"])
            arguments = ["fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "origin"]
            answer = ask_patiently(
                lambda left: ask_git(self.folder, arguments, self._remote, left),
                FIRST_LIMIT if first else limit,
            )
        if answer.code:
            raise RepositoryError(f"git fetch: {answer.words}")

    def push(self, commit: str, branch: str, expected: str, limit: float = LIMIT) -> None:
        """Move the remote's branch from the commit `expected` to `commit`, here as well.

        Raises Raced when the branch is elsewhere by now, PushRefused, or RepositoryError. After one that ran
        out of time nobody knows whether it arrived: fetch, and look.
        """
        lease = f"--force-with-lease=refs/heads/{branch}:{expected}"
        arguments = ["push", "--porcelain", "--no-verify", lease, "origin", f"{commit}:refs/heads/{branch}"]
        with self._alone():
            self._remove_leftovers()
            answer = ask_git(self.folder, arguments, self._remote, limit)
        if answer.code:
            raise _push_failed(answer, branch)

    @property
    def _remote(self) -> dict[str, str]:
        return {"remote.origin.url": self._url, "remote.origin.fetch": "+refs/heads/*:refs/heads/*"}

    def commit(self, branch: str) -> str:
        """The commit (40 hex digits) a branch is at. Raises NotInRepository."""
        if not _BRANCH.fullmatch(branch) or ".." in branch:
            raise NotInRepository(f"'{branch}' is no name of a branch. Name one such as 'main'.")
        return self._resolve(
            f"refs/heads/{branch}^{{commit}}", f"There is no branch '{branch}'. Push it first."
        )

    def digest(self, commit: str, package_folder: str) -> str:
        """The digest of `packages/<package_folder>` at a commit. Raises NotInRepository."""
        missing = f"The commit {commit} has no folder packages/{package_folder}. Commit and push it first."
        if not _DIGEST.fullmatch(commit) or not _FOLDER.fullmatch(package_folder):
            raise NotInRepository(missing)
        return self._resolve(f"{commit}:packages/{package_folder}", missing)

    def packages(self, commit: str) -> dict[str, str]:
        """The folders in `packages/` at a commit, each with its digest. Raises RepositoryError."""
        if not _DIGEST.fullmatch(commit):
            raise NotInRepository(f"'{commit}' is no commit. Commits are 40 hexadecimal digits.")
        listed = run_git(self.folder, ["ls-tree", "-z", "--full-tree", commit, "packages/"])
        lines = (line.partition("\t") for line in listed.split("\0") if line)
        found = {path.removeprefix("packages/"): facts.split() for facts, _, path in lines}
        return {name: digest for name, (_, kind, digest) in found.items() if kind == "tree"}

    def files(self, digest: str) -> Files:
        """The files of a package by its digest.

        Raises NotInRepository, RepositoryError, or PackageFaults for what a package may not hold: links,
        submodules, executables, odd names, too much.
        """
        if not _DIGEST.fullmatch(digest):
            raise NotInRepository(f"'{digest}' is no digest. Digests are 40 hexadecimal digits.")
        with open_objects(self.folder) as objects:
            return export(objects, digest)

    def _resolve(self, revision: str, missing: str) -> str:
        if not (self.folder / "HEAD").is_file():
            raise NotInRepository("The packages repository was never fetched. Fetch it first.")
        try:
            return run_git(self.folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", revision])
        except RepositoryError:
            raise NotInRepository(missing) from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One fetch at a time, over threads and processes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "fetching").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _remove_leftovers(self) -> None:
        """A fetch that was killed leaves locks that would refuse every later one, and half a pack."""
        for pattern in ("*.lock", "refs/**/*.lock", "objects/pack/tmp_*"):
            for file in self.folder.glob(pattern):
                file.unlink(missing_ok=True)


def _push_failed(answer: Answer, branch: str) -> RepositoryError:
    """The error for a push that did not happen, by the line `!<tab>from:to<tab>[kind] (reason)`."""
    lines = answer.output.decode(errors="replace").splitlines()
    refused = next((line.rpartition("\t")[2] for line in lines if line.startswith("!")), "")
    if any(sign in refused for sign in _RACED):
        return Raced(
            f"'{branch}' was changed by somebody else meanwhile. Nothing was overwritten; try again."
        )
    if refused:
        return PushRefused(
            f"The remote does not take the push to '{branch}': {refused} {answer.words} "
            "Let this account push to that branch."
        )
    return RepositoryError(f"git push: {answer.words}")
