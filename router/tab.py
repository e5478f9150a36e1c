"""One open preview: what it shows, and what it has to be told to show the latest."""

import orjson

from renderer.faults import PackageFaults
from router.choice import Choice
from router.fault_page import fault_panel
from router.preview_page import draw
from router.previews import Previews
from router.registry import Interface
from router.shown import Shown


class Tab:
    """`seen` names the state that the browser says it shows."""

    def __init__(self, previews: Previews, interface: Interface, choice: Choice, seen: str) -> None:
        self.interface = interface
        self._previews = previews
        self._choice = choice
        self._seen = seen
        self._before: Shown | None = None

    def news(self) -> bytes:
        """The event that brings the tab up to date; empty when it is."""
        now = self._previews.now(self.interface)
        if now.id == self._seen and self._before:
            return b""
        before, self._before = self._before, now
        if now.id == self._seen:
            return event("sync", now, {})
        self._seen = now.id
        if before and not now.faults and now.restyles(before):
            return event("style", now, _style(now))
        return _drawn(now, self._choice)


def event(name: str, shown: Shown, data: dict[str, object]) -> bytes:
    """A server-sent event. Its id lets a browser that reconnects say what it shows."""
    body = orjson.dumps({**data, "shown": shown.id})
    return b"event: %s\nid: %s\ndata: %s\n\n" % (name.encode(), shown.id.encode(), body)


def _drawn(now: Shown, choice: Choice) -> bytes:
    """The page as it is now, or what is wrong with it. Tabs with the same choice share the drawing."""
    key = (now.interface.uuid, now.id, choice)
    memo = now.edition.memo
    if key not in memo:
        memo[key] = _draw(now, choice)
    return memo[key]


def _draw(now: Shown, choice: Choice) -> bytes:
    if now.faults or now.package is None:
        return event("fault", now, {"html": fault_panel(now, now.faults)})
    try:
        html = draw(now, now.package, choice, nonce="")
    except PackageFaults as broken:
        return event("fault", now, {"html": fault_panel(now, broken.faults)})
    return event("patch", now, {"html": html})


def _style(now: Shown) -> dict[str, object]:
    root = f"/{now.interface.uuid}/-/{now.edition.asset_digest}/"
    package = now.edition.package
    paths = [path for path in package.assets if path.endswith(".css")] if package else []
    return {"stylesheets": [root + path for path in paths], "digest": package.digest if package else ""}
