"""Releases as packages: read from the bare mirror by digest, loaded once, kept while they are used."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from anyio.to_thread import run_sync
from cachetools import LRUCache

from mirror.git import RepositoryError
from mirror.merge import Merge, Wish, land, plan
from mirror.repository import NotInRepository, Repository
from mirror.tidy import Tidied, tidy
from renderer.package import Package, load
from telemetry.metric import GIT_FETCHES
from telemetry.metrics import Metrics

KEPT = 128  # packages

T = TypeVar("T")


@dataclass(frozen=True)
class Release:
    """A package at a commit."""

    commit: str
    package: Package


def folder_of(package_name: str) -> str:
    """`@webapp/interface-invoice` lives in `packages/interface-invoice`."""
    return package_name.partition("/")[2]


class Releases:
    """Packages of one repository. Git and compiling run in threads; the same work is never done twice
    at once."""

    def __init__(self, repository: Repository, metrics: Metrics) -> None:
        self._repository = repository
        self._metrics = metrics
        self._packages: LRUCache[tuple[str, str], Package] = LRUCache(KEPT)
        self._loading: dict[tuple[str, str], asyncio.Task[Package]] = {}
        self._fetching = asyncio.Lock()
        self._outdated = False

    def note_push(self) -> None:
        """Branches have moved on since the last fetch."""
        self._outdated = True

    async def get(self, package_name: str, digest: str) -> Package:
        """The package whose content has this digest. Raises RepositoryError or PackageFaults."""
        key = (folder_of(package_name), digest)
        if key in self._packages:
            return self._packages[key]
        if key not in self._loading:
            self._loading[key] = asyncio.create_task(self._load(key))
        return await asyncio.shield(self._loading[key])

    async def head(self, package_name: str, branch: str) -> Release:
        """The package as it is on the branch in the mirror; fetched first if it is not there yet, or after
        a push. While the remote is away it is what was there before."""
        if self._outdated:
            with suppress(RepositoryError):
                await self.fetch()
        return await self._or_fetch(lambda: self._head(package_name, branch))

    async def fetch(self) -> None:
        """Bring the mirror up to date. Raises RepositoryError."""
        async with self._fetching:
            self._outdated = False
            try:
                await run_sync(self._repository.fetch)
                self._metrics.count(GIT_FETCHES, "ok")
            except RepositoryError:
                self._metrics.count(GIT_FETCHES, "failed")
                self._outdated = True
                raise

    async def commit(self, branch: str) -> str:
        """Where the branch is in the mirror. Raises NotInRepository."""
        return await run_sync(self._repository.commit, branch)

    async def plan(self, wish: Wish) -> Merge:
        """What would be merged, from what the mirror has. Raises MergeConflict, NotInRepository."""
        return await run_sync(plan, self._repository, wish)

    async def land(self, planned: Merge) -> None:
        """Push what was planned. Raises Raced, PushRefused, RepositoryError."""
        await run_sync(land, self._repository, planned)

    async def tidy(self, wanted: Collection[str], before: float) -> Tidied:
        """See `mirror.tidy`. Raises RepositoryError."""
        return await run_sync(tidy, self._repository, wanted, before)

    async def _load(self, key: tuple[str, str]) -> Package:
        folder, digest = key
        try:
            package = await self._or_fetch(lambda: load(self._repository.files(digest), folder))
            self._packages[key] = package
            return package
        finally:
            del self._loading[key]

    def _head(self, package_name: str, branch: str) -> Release:
        folder = folder_of(package_name)
        commit = self._repository.commit(branch)
        digest = self._repository.digest(commit, folder)
        package = self._packages.get((folder, digest)) or load(self._repository.files(digest), folder)
        if package.name != package_name:
            raise NotInRepository(f"packages/{folder} on {branch} is {package.name}, not {package_name}.")
        return Release(commit, package)

    async def _or_fetch(self, read: Callable[[], T]) -> T:
        """Read from the mirror; what is not in it may have been pushed since the last fetch."""
        try:
            return await run_sync(read)
        except RepositoryError:
            await self.fetch()
            return await run_sync(read)
