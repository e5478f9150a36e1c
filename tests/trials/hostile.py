"""Row 17: repositories made to do harm, each read and fetched: refused with the reason, nothing outside."""

import tempfile
from pathlib import Path

from mirror.git import RepositoryError
from mirror.repository import Repository
from renderer.faults import PackageFaults
from tests.mirror.origin import make_origin
from tests.mirror.test_hostile_repositories import HOSTILE, Plant, outside
from tests.trials.table import Row


def hostile(_times: int) -> Row:
    """Every repository of the list, once."""
    wrong = [name for name, (plant, reason) in HOSTILE.items() if not is_refused(plant, reason)]
    return Row("17 hostile repositories are refused", len(HOSTILE), len(wrong), ", ".join(wrong))


def is_refused(plant: Plant, reason: str) -> bool:
    """Refused for the reason when it is read, refused when it is fetched, and no file anywhere else."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        origin = make_origin(place / "origin.git")
        digest = plant(origin)
        before = outside(place)
        told = _refusal(Repository(origin.folder, "unused"), digest)
        origin.commit(digest)
        fetched = _refusal(Repository(place / "mirror.git", origin.url), digest, fetch=True)
        return reason in told and bool(fetched) and outside(place) == before


def _refusal(repository: Repository, digest: str, fetch: bool = False) -> str:
    try:
        if fetch:
            repository.fetch()
        repository.files(digest)
    except (PackageFaults, RepositoryError) as fault:
        return str(fault)
    return ""
