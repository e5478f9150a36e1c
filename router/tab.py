"""One open preview: what it shows, and what it has to be told to show the latest."""

from collections.abc import Callable, Hashable, Sequence

import orjson

from renderer.faults import Fault, PackageFaults
from router.choice import Choice
from router.fault_page import fault_panel
from router.preview_page import asset_root, draw
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

    def news(self) -> bytes:
        """The event that brings the tab up to date; empty when it is."""
        now = self._previews.now(self.interface)
        if now.id != self._seen:
            self._greeted, self._seen, self._synced = True, now.id, now.sync
            return self._update(now)
        if self._greeted and now.sync == self._synced:
            return b""
        if not self._greeted:
            self._greeted, self._shows = True, None if now.faults else now
        self._synced = now.sync
        return event("sync", now, {})

    def _update(self, now: Shown) -> bytes:
        if now.faults or now.package is None:
            return _memo(now, "fault", lambda: _fault(now, now.faults))
        if self._shows and (styles := now.changed_styles(self._shows)):
            self._shows = now
            return event(
                "style", now, {"root": asset_root(now), "texts": styles, "digest": now.package.digest}
            )
        package, choice = now.package, self._choice
        try:
            html = _memo(
                now, choice, lambda: event("patch", now, {"html": draw(now, package, choice, nonce="")})
            )
        except PackageFaults as broken:
            return _fault(now, broken.faults)
        self._shows = now
        return html


def event(name: str, shown: Shown, data: dict[str, object]) -> bytes:
    """A server-sent event. Its id lets a browser that reconnects say what it shows."""
    sync = {"sync": shown.sync.told | {"text": shown.sync.sentence}} if shown.sync else {}
    body = orjson.dumps({**data, "shown": shown.id, **sync})
    return b"event: %s\nid: %s\ndata: %s\n\n" % (name.encode(), shown.id.encode(), body)


def _memo(now: Shown, key: Hashable, make: Callable[[], bytes]) -> bytes:
    """What tabs with the same choice share."""
    memo = now.edition.memo
    full_key = (now.interface.uuid, now.id, now.sync, key)
    if full_key not in memo:
        memo[full_key] = make()
    return memo[full_key]


def _fault(now: Shown, faults: Sequence[Fault]) -> bytes:
    return event("fault", now, {"html": fault_panel(now, faults)})
