"""One open preview: what it shows, and what it has to be told to show the latest."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import orjson

from renderer.faults import Fault, PackageFaults
from renderer.package import Package
from renderer.parts import Drawn, differing
from router.choice import Choice
from router.fault_page import fault_panel
from router.preview_page import asset_root
from router.previews import Previews
from router.registry import Interface
from router.shown import Shown
from router.sync_state import SyncState

Made = TypeVar("Made")


class Tab:
    """`seen` names the state that the browser says it shows; `takes_parts`: it needs no whole pages."""

    def __init__(
        self, previews: Previews, interface: Interface, choice: Choice, seen: str, takes_parts: bool
    ) -> None:
        self.interface = interface
        self._previews = previews
        self._choice = choice
        self._seen = seen
        self._greeted = False
        self._synced: SyncState | None = None
        self._takes_parts = takes_parts
        self._shows: Shown | None = None  # what stands in the page, as far as we know
        self._page: Drawn | None = None  # its HTML

    async def news(self) -> bytes:
        """The event that brings the tab up to date; empty when it is."""
        now = self._previews.now(self.interface)
        if now.id != self._seen:
            self._greeted, self._seen, self._synced = True, now.id, now.sync
            return await self._update(now)
        if self._greeted and now.sync == self._synced:
            return b""
        if not self._greeted:
            self._greeted, self._shows = True, None if now.faults else now
        self._synced = now.sync
        return event("sync", now, {})

    async def prepare(self) -> None:
        """Draw the page that stands there already, so that what follows can be told in parts, and soon."""
        now = self._previews.now(self.interface)
        if not self._takes_parts:
            return
        if self._page is None and now.package and not now.faults and now.id == self._seen:
            with suppress(PackageFaults):
                self._page = await self._drawn(now, now.package)
        if self._page:
            self._page.take_apart()

    async def _update(self, now: Shown) -> bytes:
        package = now.package
        if now.faults or package is None:
            return _fault(now, now.faults)
        if self._shows and (styles := now.changed_styles(self._shows)):
            self._shows = now
            return event("style", now, {"root": asset_root(now), "texts": styles, "digest": package.digest})
        try:
            page = await self._drawn(now, package)
        except PackageFaults as broken:
            return _fault(now, broken.faults)
        before = self._page if self._takes_parts else None
        self._shows, self._page = now, page
        return await _memo(now, self._choice, before, lambda: _patch(now, before, page))

    async def _drawn(self, now: Shown, package: Package) -> Drawn:
        async def draw() -> Drawn:
            return Drawn(await self._previews.drawing.page(now, package, self._choice, nonce=""))

        return await _memo(now, self._choice, Drawn, draw)


def event(name: str, shown: Shown, data: dict[str, object]) -> bytes:
    """A server-sent event. Its id lets a browser that reconnects say what it shows."""
    sync = {"sync": shown.sync.told | {"text": shown.sync.sentence}} if shown.sync else {}
    body = orjson.dumps({**data, "shown": shown.id, **sync})
    return b"event: %s\nid: %s\ndata: %s\n\n" % (name.encode(), shown.id.encode(), body)


async def _patch(now: Shown, before: Drawn | None, page: Drawn) -> bytes:
    parts = differing(before, page) if before else None
    return (
        event("patch", now, {"html": page.html}) if parts is None else event("parts", now, {"parts": parts})
    )


async def _memo(
    now: Shown, choice: Choice, what: Hashable, make: Callable[[], Coroutine[Any, Any, Made]]
) -> Made:
    """What tabs with the same choice share, also while it is made: whoever closes theirs disturbs nobody."""
    memo = now.edition.memo
    key = (now.interface.uuid, now.id, now.sync, choice, what)
    if key not in memo:
        memo[key] = asyncio.create_task(make())
    try:
        made: Made = await asyncio.shield(memo[key])
        return made
    except Exception:
        memo.pop(key, None)
        raise


def _fault(now: Shown, faults: Sequence[Fault]) -> bytes:
    return event("fault", now, {"html": fault_panel(now, faults)})
