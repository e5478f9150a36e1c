"""Releases by digest: read from the packages' repository once, then kept."""

import asyncio
import logging
import tomllib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from mirror.git import RepositoryError
from mirror.repository import Repository
from renderer.faults import PackageFaults
from renderer.files import Files
from renderer.package import Package, load
from router.errors import ReleaseNotFound, RepositoryDown
from telemetry.metric import GIT_FETCHES
from telemetry.metrics import Metrics

KEPT = 256  # packages, some 100 KB each
THREADS = 4  # that git and compiling may take
STRANGERS_PAUSE = 1.0  # seconds between fetches that anybody may cause by asking for a digest

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Releases:
    """Any release of any package. Git and compiling run in threads, and never twice for the same release.

    A release that is there but no usable package raises PackageFaults.
    """

    def __init__(self, repository: Repository, metrics: Metrics) -> None:
        self._repository = repository
        self._metrics = metrics
        self._packages: OrderedDict[str, Package] = OrderedDict()  # the one used last is the last
        self._loading: dict[str, asyncio.Task[Package]] = {}
        self._fetching: asyncio.Task[None] | None = None
        self._fetched = float("-inf")
        self._threads = CapacityLimiter(THREADS)

    @property
    def loaded(self) -> int:
        """How many are in memory."""
        return len(self._packages)

    async def package(self, digest: str) -> Package:
        """The release that the API names; fetched when it is not here yet. Raises a ReleaseFault."""
        return self._known(digest) or await self._loaded(digest, may_fetch=True)

    async def public(self, digest: str) -> Package:
        """The release that an asset's URL names, which anybody can make up: it causes few fetches."""
        known = self._known(digest)
        return known or await self._loaded(digest, may_fetch=monotonic() - self._fetched > STRANGERS_PAUSE)

    async def check(self) -> None:
        """Raises RepositoryDown when there is no copy of the repository to read from, and none to be had."""
        if not _holds_branches(self._repository.folder):
            await self.fetch()

    async def fetch(self) -> None:
        """Brings the mirror up to date; those who ask while it runs wait for the same fetch."""
        if self._fetching is None:
            self._fetching = _task(self._fetch())
        await asyncio.shield(self._fetching)

    async def aclose(self) -> None:
        """Ends what is under way."""
        running = [task for task in (*self._loading.values(), self._fetching) if task]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _known(self, digest: str) -> Package | None:
        found = self._packages.get(digest)
        if found is not None:
            self._packages.move_to_end(digest)
        return found

    async def _loaded(self, digest: str, may_fetch: bool) -> Package:
        if digest not in self._loading:
            self._loading[digest] = _task(self._load(digest, may_fetch))
        return await asyncio.shield(self._loading[digest])

    async def _load(self, digest: str, may_fetch: bool) -> Package:
        try:
            files = await self._files(digest, may_fetch)
            package = await self._in_thread(lambda: load(files, _folder(files)))
        except PackageFaults as faults:
            _log.error("The release %s cannot be used: %s", digest, faults)
            raise
        finally:
            del self._loading[digest]
        self._packages[digest] = package
        if len(self._packages) > KEPT:
            self._packages.popitem(last=False)
        return package

    async def _files(self, digest: str, may_fetch: bool) -> Files:
        """What is not in the mirror may have been pushed since the last fetch."""
        try:
            return await self._in_thread(lambda: self._repository.files(digest))
        except RepositoryError:
            if not may_fetch:
                raise ReleaseNotFound(digest) from None
        await self.fetch()
        try:
            return await self._in_thread(lambda: self._repository.files(digest))
        except RepositoryError:
            raise ReleaseNotFound(digest) from None

    async def _fetch(self) -> None:
        try:
            await self._in_thread(self._repository.fetch)
            self._metrics.count(GIT_FETCHES, "ok")
        except RepositoryError as error:
            self._metrics.count(GIT_FETCHES, "failed")
            _log.error("The packages repository cannot be fetched: %s", error)
            raise RepositoryDown(str(error)) from None
        finally:
            self._fetching = None
            self._fetched = monotonic()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await run_sync(work, limiter=self._threads)


@asynccontextmanager
async def open_releases(
    mirror: Path, url: str, metrics: Metrics, fetch: bool = True
) -> AsyncIterator[Releases]:
    """Releases from a mirror that is brought up to date behind our back: the first page need not wait.

    Without `fetch` somebody else does so.
    """
    releases = Releases(Repository(mirror, url), metrics)
    first = _task(releases.fetch()) if fetch else None
    try:
        yield releases
    finally:
        if first:
            first.cancel()
        await releases.aclose()


def _task(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """A task whose failure is no news when everybody who waited for it has left."""
    task = asyncio.create_task(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


def _holds_branches(mirror: Path) -> bool:
    """Whether a fetch ever succeeded."""
    heads = mirror / "refs" / "heads"
    return (mirror / "packed-refs").is_file() or (heads.is_dir() and any(heads.iterdir()))


def _folder(files: Files) -> str:
    """The package's folder, by its manifest: the digest alone does not tell."""
    try:
        name = tomllib.loads(files["interface.toml"].decode())["name"]
        return str(name).partition("/")[2]
    except (KeyError, ValueError):
        return "package"
