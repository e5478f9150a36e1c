"""The packages folder that a preview shows: read at start, watched, and reloaded package by package."""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from time import monotonic

import anyio
import anyio.to_thread
from watchfiles import Change

from renderer.files import ignored
from router.edition import Edition, read_edition
from router.editions import Editions
from router.watcher import Changes, changes, package_folder

log = logging.getLogger(__name__)

# An editor may still be writing: broken, empty or new files are read once more after so many seconds.
SETTLE = 0.03


class Workspace(Editions):
    """The editions of a folder."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root.resolve()

    async def load(self) -> None:
        """Read every package there is."""
        self.take(await self._read(self._all()))

    async def watch(self, stop: anyio.Event) -> None:
        """Follow the folder until `stop`. After each change those who look at the package are told."""
        async with aclosing(changes(self.root, stop)) as found_sets:
            async for found in found_sets:
                await self._follow(found)

    async def _follow(self, found: Changes) -> None:
        noticed, folders = monotonic(), self._concerned(found)
        editions = await self._read(folders)
        if _half_written(found) or any(edition.faults for edition in editions.values()):
            await anyio.sleep(SETTLE)
            editions = await self._read(folders)
        self.take(editions, noticed)

    async def _read(self, folders: Iterable[str]) -> Mapping[str, Edition]:
        last = {folder: self.look(folder) for folder in folders}
        return await anyio.to_thread.run_sync(self._read_now, last)

    def _read_now(self, last: Mapping[str, Edition]) -> Mapping[str, Edition]:
        return {
            folder: read_edition(self.root / folder, edition, self._tell_changed)
            for folder, edition in last.items()
        }

    def _concerned(self, found: Changes) -> set[str]:
        """The folders to read: those with changes, or all when it is not known which."""
        if not found:
            return self._all()
        return {folder for _, path in found if (folder := package_folder(self.root, path))}

    def _all(self) -> set[str]:
        """Every folder there is, and every one there was."""
        try:
            there = {path.name for path in self.root.iterdir() if path.is_dir() and not ignored(path.name)}
        except FileNotFoundError:
            there = set()
        return there | self._editions.keys()


def _half_written(found: Changes) -> bool:
    """A file just emptied is about to be filled; a folder just made may have got files unnoticed."""
    return any(_empty_or_folder(Path(path)) for change, path in found if change != Change.deleted)


def _empty_or_folder(path: Path) -> bool:
    try:
        return path.is_dir() or path.stat().st_size == 0
    except FileNotFoundError:
        return False


@asynccontextmanager
async def open_workspace(root: Path) -> AsyncIterator[Workspace]:
    """A loaded workspace that follows its folder while the block runs."""
    workspace = Workspace(root)
    await workspace.load()
    stop = anyio.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_watch, workspace, stop)
        try:
            yield workspace
        finally:
            stop.set()  # a thread waits for changes: only this, no cancelling, reaches it
            tasks.cancel_scope.cancel()


async def _watch(workspace: Workspace, stop: anyio.Event) -> None:
    """Without a watcher there is still a preview, only not a live one."""
    try:
        await workspace.watch(stop)
    except Exception:
        log.exception("%s is not watched any more: start again to see changes", workspace.root)
