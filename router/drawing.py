"""Pages of previews, drawn in children: a package that takes too much costs a child, and nobody's page."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from anyio.to_thread import run_sync
from cachetools import TTLCache

from renderer.child import Child
from renderer.environment import packed
from renderer.faults import Fault, PackageFaults
from renderer.package import Package
from router.choice import Choice
from router.draw_inside import Wanted, page
from router.preview_page import Posted
from router.shown import Shown

CHILDREN = 4  # at most; one, as long as one is enough
REMEMBERED = 30.0  # seconds that a page that took too much is not tried again


class Drawing:
    """Draws pages. Of one package one at a time, so that a bad one never holds more than one child."""

    def __init__(self) -> None:
        self._free = [_child()]
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
        async with self._turns.setdefault(folder, asyncio.Lock()), self._room:
            if which in self._ruined:
                raise PackageFaults(folder, self._ruined[which])
            child = self._free.pop() if self._free else _child()
            try:
                return await run_sync(_ask, child, wanted, package)
            except PackageFaults as broken:
                if which and not child.alive:
                    self._ruined[which] = broken.faults
                raise
            finally:
                if child.alive:
                    self._free.append(child)
                if self._closed:
                    self.close()

    def close(self) -> None:
        """End the children that are idle; the others end with what they do."""
        self._closed = True
        while self._free:
            self._free.pop().kill()


@asynccontextmanager
async def open_drawing() -> AsyncIterator[Drawing]:
    """The first child starts at once, and is ready by the time that somebody looks."""
    drawing = Drawing()
    try:
        yield drawing
    finally:
        drawing.close()


def _child() -> Child:
    return Child("router.draw_inside")


def _ask(child: Child, wanted: Wanted, package: Package) -> str:
    folder = package.folder
    html = child.ask(folder, page, wanted)
    if html is None:
        html = child.ask(folder, page, wanted, dict(package.files), packed(package.sources))
    return str(html)
