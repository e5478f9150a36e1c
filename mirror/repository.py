"""A bare mirror of the packages repository. Content is read from git's objects and never checked out."""

import fcntl
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mirror.export import export
from mirror.git import LIMIT, RepositoryError, ask_git, run_git
from mirror.objects import open_objects
from mirror.patience import ask_patiently
from mirror.refused import push_failed
from renderer.files import Files

FIRST_LIMIT = 120.0  # seconds; the first fetch brings the whole history
RELEASES = "refs/releases/"  # what was live once, by commit: kept when branches are rewritten

_FETCHED = ("refs/heads/*", f"{RELEASES}*")
_SPARED = "2.weeks.ago"  # what no ref leads to may be somebody's plan

_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}")
_DIGEST = re.compile(r"[0-9a-f]{40}")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class NotInRepository(RepositoryError):
    """A branch, commit or package is not there. After a fetch it may be."""


class Repository:
    """`folder` is made at the first fetch, and may be shared by processes; `url` may hold a token."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self._url = url

    def fetch(self, limit: float = LIMIT) -> None:
        """Bring all branches and releases up to the remote's, also after a forced push.

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
        """Move the remote's branch from the commit `expected` to `commit`, here as well, and keep that as a
        release: both or neither.

        Raises Raced when the branch is elsewhere by now, PushRefused, or RepositoryError. After one that ran
        out of time nobody knows whether it arrived: fetch, and look.
        """
        lease = f"--force-with-lease=refs/heads/{branch}:{expected}"
        refs = [f"{commit}:refs/heads/{branch}", _kept(commit)]
        self._send(["--atomic", lease, "origin", *refs], branch, limit)

    def keep(self, commit: str) -> None:
        """Keep what is on the remote already as a release. Raises PushRefused, RepositoryError."""
        if commit not in self.releases():
            self.change_releases([commit], [])

    def change_releases(self, kept: Collection[str], dropped: Collection[str]) -> None:
        """Give commits a ref in `refs/releases` of the remote, and take it from others. Raises as `keep`."""
        gone = [f":{RELEASES}{commit}" for commit in dropped]
        self._send(["origin", *map(_kept, kept), *gone], RELEASES, LIMIT)

    def releases(self) -> dict[str, int]:
        """The commits that are kept, each with the moment it was made (seconds since 1970)."""
        told = run_git(
            self.folder, ["for-each-ref", "--format=%(objectname) %(committerdate:unix)", RELEASES]
        )
        return {commit: int(made) for commit, made in map(str.split, told.splitlines())}

    def has(self, commit: str) -> bool:
        """Whether a commit is here, with or without a ref."""
        return ask_git(self.folder, ["cat-file", "-e", f"{commit}^{{commit}}"]).code == 0

    def clear_away(self) -> None:
        """Pack what is here, and delete what no ref has led to for two weeks. Raises RepositoryError."""
        with self._alone():
            run_git(self.folder, ["gc", "--quiet", f"--prune={_SPARED}"], limit=FIRST_LIMIT)

    def _send(self, arguments: Sequence[str], what: str, limit: float) -> None:
        with self._alone():
            self._remove_leftovers()
            command = ["push", "--porcelain", "--no-verify", *arguments]
            answer = ask_git(self.folder, command, self._remote, limit)
        if answer.code:
            raise push_failed(answer, what)

    @property
    def _remote(self) -> dict[str, str]:
        fetched = "\n".join(f"+{refs}:{refs}" for refs in _FETCHED)
        return {"remote.origin.url": self._url, "remote.origin.fetch": fetched}

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


def _kept(commit: str) -> str:
    return f"{commit}:{RELEASES}{commit}"
