"""Pages of previews, drawn in children: a package that takes too much costs a child, and nobody's page."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager, suppress
from weakref import WeakValueDictionary

from anyio.to_thread import run_sync
from cachetools import TTLCache

from renderer.child import Child
from renderer.environment import packed
from renderer.faults import Fault, PackageFaults
from renderer.files import Files
from renderer.package import Package
from renderer.tree import tree_digest
from router.choice import Choice
from router.draw_inside import Wanted, hold, page
from router.preview_page import Posted
from router.shown import Shown

CHILDREN = 4  # at most; one, as long as one is enough
REMEMBERED = 30.0  # seconds that a page that took too much is not tried again


class _Artist:
    """A child, and the last version of each package that it was brought."""

    def __init__(self) -> None:
        self.child = Child("router.draw_inside")
        self._brought: dict[str, str] = {}  # folder -> digest

    def bring(self, folder: str, files: Files) -> None:
        """Before its pages are asked for. Blocks. Raises PackageFaults."""
        digest = tree_digest(files)
        if self._brought.get(folder) != digest:
            self.child.ask(folder, hold, folder, digest, dict(files))
            self._brought[folder] = digest

    def draw(self, wanted: Wanted, package: Package) -> str:
        """Blocks. Raises PackageFaults."""
        folder, html = package.folder, None
        if self._brought.get(folder) == package.digest:
            html = self.child.ask(folder, page, wanted)
        if html is None:
            html = self.child.ask(folder, page, wanted, dict(package.files), packed(package.sources))
            self._brought[folder] = package.digest
        return str(html)


class Drawing:
    """Draws pages. Of one package one at a time, so that a bad one never holds more than one child."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._preparing: set[asyncio.Task[None]] = set()
        self._free = [_Artist()]
        self._closed = False
        self._room = asyncio.Semaphore(CHILDREN)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._ruined: TTLCache[Hashable, tuple[Fault, ...]] = TTLCache(1_000, REMEMBERED)

    async def page(
        self, shown: Shown, package: Package, choice: Choice, nonce: str, posted: Posted | None = None
    ) -> str:
        """The HTML of `package`, which is `shown`'s. Raises PackageFaults when it cannot be drawn."""
        folder = shown.interface.folder
        wanted = Wanted(shown.interface, package.digest, shown.sync, choice, nonce, posted)
        which = None if posted else (shown.interface.uuid, shown.content, choice)
        async with self._artist(folder) as artist:
            if which in self._ruined:
                raise PackageFaults(folder, self._ruined[which])
            try:
                return await run_sync(artist.draw, wanted, package)
            except PackageFaults as broken:
                if which and not artist.child.alive:
                    self._ruined[which] = broken.faults
                raise

    def prepare(self, folder: str, files: Files) -> None:
        """Have a package loaded of which pages are about to be asked for. From any thread, which may load it
        meanwhile. It may turn out to be at fault."""
        self._loop.call_soon_threadsafe(self._begin, folder, files)

    def _begin(self, folder: str, files: Files) -> None:
        turn = self._turns.get(folder)
        if turn is None or not turn.locked():  # otherwise it is brought along with the next page
            task = self._loop.create_task(self._prepare(folder, files))
            self._preparing.add(task)
            task.add_done_callback(self._preparing.discard)

    async def _prepare(self, folder: str, files: Files) -> None:
        with suppress(PackageFaults):
            async with self._artist(folder) as artist:
                await run_sync(artist.bring, folder, files)

    @asynccontextmanager
    async def _artist(self, folder: str) -> AsyncIterator[_Artist]:
        """The one used last, if it is free: it knows most. A dead one does not come back."""
        async with self._turns.setdefault(folder, asyncio.Lock()), self._room:
            artist = self._free.pop() if self._free else _Artist()
            try:
                yield artist
            finally:
                if artist.child.alive:
                    self._free.append(artist)
                if self._closed:
                    self.close()

    def close(self) -> None:
        """End the children that are idle; the others end with what they do."""
        self._closed = True
        while self._free:
            self._free.pop().child.kill()


@asynccontextmanager
async def open_drawing() -> AsyncIterator[Drawing]:
    """The first child starts at once, and is ready by the time that somebody looks."""
    drawing = Drawing()
    try:
        yield drawing
    finally:
        drawing.close()
