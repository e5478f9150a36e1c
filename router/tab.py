"""One open preview: what it shows, and what it has to be told to show the latest."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import orjson

from renderer.faults import Fault, PackageFaults
from renderer.package import Package
from router.choice import Choice
from router.fault_page import fault_panel
from router.preview_page import asset_root
from router.previews import Previews
from router.registry import Interface
from router.shown import Shown
from router.sync_state import SyncState


class Tab:
    """`seen` names the state that the browser says it shows."""

    def __init__(self, previews: Previews, interface: Interface, choice: Choice, seen: str) -> None:
        self.interface = interface
        self._previews = previews
        self._choice = choice
        self._seen = seen
        self._greeted = False
        self._synced: SyncState | None = None
        self._shows: Shown | None = None  # what stands in the page, as far as we know

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

    async def _update(self, now: Shown) -> bytes:
        package = now.package
        if now.faults or package is None:
            return _fault(now, now.faults)
        if self._shows and (styles := now.changed_styles(self._shows)):
            self._shows = now
            return event("style", now, {"root": asset_root(now), "texts": styles, "digest": package.digest})
        try:
            html = await _memo(now, self._choice, lambda: self._patch(now, package))
        except PackageFaults as broken:
            return _fault(now, broken.faults)
        self._shows = now
        return html

    async def _patch(self, now: Shown, package: Package) -> bytes:
        html = await self._previews.drawing.page(now, package, self._choice, nonce="")
        return event("patch", now, {"html": html})


def event(name: str, shown: Shown, data: dict[str, object]) -> bytes:
    """A server-sent event. Its id lets a browser that reconnects say what it shows."""
    sync = {"sync": shown.sync.told | {"text": shown.sync.sentence}} if shown.sync else {}
    body = orjson.dumps({**data, "shown": shown.id, **sync})
    return b"event: %s\nid: %s\ndata: %s\n\n" % (name.encode(), shown.id.encode(), body)


async def _memo(now: Shown, choice: Choice, make: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
    """What tabs with the same choice share, also while it is made: whoever closes theirs disturbs nobody."""
    memo = now.edition.memo
    key = (now.interface.uuid, now.id, now.sync, choice)
    if key not in memo:
        memo[key] = asyncio.create_task(make())
    try:
        return await asyncio.shield(memo[key])
    except Exception:
        memo.pop(key, None)
        raise


def _fault(now: Shown, faults: Sequence[Fault]) -> bytes:
    return event("fault", now, {"html": fault_panel(now, faults)})
