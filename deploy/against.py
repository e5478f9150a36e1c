"""`interfaces check --against BRANCH`: the gate of publishing, for packages that are not committed yet."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import orjson

from deploy.examination import Examination, examination
from deploy.faults import Refused
from deploy.local.origin import git
from deploy.packages import chosen
from mirror.git import RepositoryError
from mirror.repository import NotInRepository, Repository
from renderer.faults import Fault, PackageFaults
from renderer.files import Files
from renderer.gate import Verdict

Say = Callable[[str], None]
Judged = tuple[str, Verdict | tuple[Fault, ...]]  # faults alone: the package does not even load


def judge_all(names: Sequence[str], folder: Path, branch: str, as_json: bool, say: Say) -> bool:
    """Judge packages against a branch and tell what was found. Whether all of them may be published.

    Raises `Refused` when there is no such branch, or no repository.
    """
    folders = chosen(names, folder)
    try:
        with _repository(folders[0]) as repository, examination() as examined:
            commit = repository.commit(branch)
            found = [_judged(examined, repository, commit, package) for package in folders]
    except RepositoryError as error:
        raise Refused(
            f"The packages cannot be compared with '{branch}': {error}",
            f"Fetch it (git fetch origin {branch}:{branch}), or name the repository in INTERFACES_GIT_URL.",
        ) from None
    if as_json:
        packages = [
            verdict if isinstance(verdict, Verdict) else {"package": name, "passes": False, "faults": verdict}
            for name, verdict in found
        ]
        say(orjson.dumps({"against": commit, "packages": packages}, option=orjson.OPT_INDENT_2).decode())
    else:
        for one in found:
            for line in _lines(*one):
                say(line)
    return all(isinstance(verdict, Verdict) and verdict.passes for _, verdict in found)


@contextmanager
def _repository(package: Path) -> Iterator[Repository]:
    """The repository of INTERFACES_GIT_URL, fetched; or else the one that holds the package, as it is."""
    if url := os.environ.get("INTERFACES_GIT_URL"):
        with tempfile.TemporaryDirectory() as scratch:
            repository = Repository(Path(scratch) / "mirror.git", url)
            repository.fetch()
            yield repository
    else:
        place = git("-C", str(package), "rev-parse", "--path-format=absolute", "--git-common-dir")
        yield Repository(Path(place), "")


def _judged(examined: Examination, repository: Repository, commit: str, folder: Path) -> Judged:
    try:
        return folder.name, examined.verdict(folder, _live(repository, commit, folder.name))
    except PackageFaults as error:
        return folder.name, error.faults


def _live(repository: Repository, commit: str, folder: str) -> Files | None:
    """The package's files as they are in the branch; None when it is not there."""
    try:
        return repository.files(repository.digest(commit, folder))
    except (NotInRepository, PackageFaults):
        return None


def _lines(name: str, verdict: Verdict | tuple[Fault, ...]) -> Iterator[str]:
    faults = verdict.faults if isinstance(verdict, Verdict) else verdict
    yield from (f"{name}/{fault}" for fault in faults)
    if isinstance(verdict, Verdict):
        yield from _findings(name, verdict)
    count = len(faults)
    yield f"✗ {name}: {count} fault{'s' * (count > 1)}" if count else f"✓ {name}: may be published"


def _findings(name: str, verdict: Verdict) -> Iterator[str]:
    if not verdict.live:
        yield f"{name}: is not live yet"
    for file, findings in (("schema.json", verdict.response), ("context.schema.json", verdict.context)):
        for finding in findings:
            breaks = " This breaks what was accepted before." if finding.breaking else ""
            yield f"{name}/{file}: {finding.pointer or 'the whole'} {finding.message}{breaks}"
    changes = (*verdict.texts, *verdict.fields, *verdict.branding, *verdict.fixtures)
    yield from (f"{name}: {change.what}: {change.message}" for change in changes)
    for size in verdict.sizes:
        if size.has_grown:
            yield f"{name}: {size.what} has grown from {size.before} to {size.after} bytes"
    for shown in verdict.shown:
        lines = sum(line[0] in "+-" for line in (*shown.page, *shown.done))
        yield f"{name}: the example {shown.fixture} differs in {shown.locale} ({lines} lines; see --json)"
