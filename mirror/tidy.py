"""Which releases can be read for ever: those with a ref in `refs/releases`, at the remote."""

from collections.abc import Collection
from itertools import islice

from mirror.repository import Repository
from typed.record import dataclass

_MOST = 500  # refs changed in one push: they travel on a command line


@dataclass(frozen=True)
class Tidied:
    """How many releases were given a ref, and from how many it was taken."""

    given: int
    taken: int


def tidy(repository: Repository, kept: Collection[str], before: float) -> Tidied:
    """Give every commit of `kept` its ref, as far as it is still here, and take it from others that were made
    before this moment (seconds since 1970); then clear away what no ref leads to. Raises RepositoryError."""
    repository.fetch()
    there = repository.releases()
    missing = list(
        islice((commit for commit in kept if commit not in there and repository.has(commit)), _MOST)
    )
    over = [commit for commit, made in there.items() if commit not in kept and made < before][:_MOST]
    if missing or over:
        repository.change_releases(missing, over)
    repository.clear_away()
    return Tidied(len(missing), len(over))
