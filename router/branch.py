"""The branch that previews show: read from git's objects, package by package, never checked out."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

from anyio.to_thread import run_sync

from mirror.git import RepositoryError
from mirror.repository import Repository
from renderer.faults import Fault
from router.edition import Edition, compiled, gone
from router.editions import Editions
from router.errors import RepositoryDown
from router.sync_state import SyncState, error_line
from typed.record import dataclass

log = logging.getLogger(__name__)

PREVIEW_BRANCH = "dev"


@dataclass(frozen=True)
class _Found:
    """The branch at one moment: digests of all its packages, editions of those that changed."""

    commit: str
    digests: Mapping[str, str]
    editions: Mapping[str, Edition]


class Branch(Editions):
    """The editions of a branch. Not to be refreshed twice at once."""

    def __init__(self, repository: Repository, name: str = PREVIEW_BRANCH) -> None:
        super().__init__()
        self._repository = repository
        self._state = SyncState(name)
        self._digests: Mapping[str, str] = {}

    @property
    def sync(self) -> SyncState:
        return self._state

    def look(self, folder: str) -> Edition:
        """The same; before the first fetch it is not the package that is missing."""
        if self._state.commit:
            return super().look(folder)
        why = self._state.error or "The first fetch is under way."
        fault = Fault(".", 0, f"Nothing was fetched yet. {why}", "Wait; this page follows.")
        return Edition(folder, faults=(fault,), present=False)

    async def start(self) -> None:
        """Show what an earlier process fetched, if there is something: it is older than nothing is."""
        try:
            self._show(await run_sync(self._read))
        except RepositoryError:
            return

    async def refresh(self) -> None:
        """Fetch, and show what is new. When that fails everything stays, and the sync state says why."""
        try:
            noticed = monotonic()
            await run_sync(self._repository.fetch)
            synced_at = datetime.now(UTC)
            self._show(await run_sync(self._read), noticed)
            self._state = replace(self._state, synced_at=synced_at, error="")
        except (RepositoryError, OSError) as error:
            self._state = replace(self._state, error=error_line(str(error)))
        except Exception:
            log.exception("the branch %s could not be read", self._state.branch)
            self._state = replace(self._state, error="Something broke on our side; the log says where.")
        self.hub.post_all()

    async def check(self) -> None:
        """Raises RepositoryDown while there is nothing to show yet."""
        if not self._state.commit:
            raise RepositoryDown(self._state.error or "the first fetch is under way")

    def _read(self) -> _Found:
        commit = self._repository.commit(self._state.branch)
        if commit == self._state.commit:
            return _Found(commit, self._digests, {})
        digests = self._repository.packages(commit)
        changed = {name: digest for name, digest in digests.items() if self._digests.get(name) != digest}
        editions = {name: self._edition(name, digest) for name, digest in changed.items()}
        missing = [edition for name, edition in self._editions.items() if name not in digests]
        editions |= {edition.folder: gone(edition) for edition in missing if edition.present}
        return _Found(commit, digests, editions)

    def _edition(self, folder: str, digest: str) -> Edition:
        last = self._editions.get(folder) or Edition(folder)
        return compiled(lambda: self._repository.files(digest), last, self._tell_changed)

    def _show(self, found: _Found, noticed: float | None = None) -> None:
        self._digests = found.digests
        self._state = replace(self._state, commit=found.commit)
        self.take(found.editions, noticed)
