"""The packages folder that a preview shows: read at start, watched, and reloaded package by package."""

import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import anyio
from watchfiles import Change

from renderer.files import ignored
from router.edition import Edition, read_edition
from router.hub import Hub
from router.watcher import Changes, changes, package_folder

log = logging.getLogger(__name__)

# An editor may still be writing: seconds after which broken, empty or new files are read once more.
SETTLE = 0.03


class Workspace:
    """Editions by package folder. Readers on the event loop never wait and never see half a change."""

    def __init__(self, root: Path, hub: Hub) -> None:
        self.root = root.resolve()
        self.hub = hub
        self._editions: dict[str, Edition] = {}

    def folders(self) -> list[str]:
        """The packages that are there now."""
        return sorted(folder for folder, edition in self._editions.items() if edition.source or edition.faults)

    def look(self, folder: str) -> Edition:
        """The package as it is now. A folder that is not there is an edition without a package."""
        return self._editions.get(folder) or read_edition(self.root / folder, Edition(folder))

    async def load(self) -> None:
        """Read every package."""
        await self._reload(self._folders_on_disk())

    async def watch(self) -> None:
        """Follow the folder until cancelled; after each change, tell those who look at the package."""
        async with aclosing(changes(self.root)) as found_sets:
            async for found in found_sets:
                folders = self._concerned(found)
                if folders:
                    await self._take(folders, _may_be_half_written(found))
