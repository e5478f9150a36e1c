"""`interfaces status`: one look, a screen that follows, or JSON."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import orjson
from rich.console import Console
from rich.live import Live

from deploy.faults import Refused
from deploy.publishing import token_or_own
from deploy.status import Status, look
from deploy.status_screen import screen

PAUSE = 2.0  # seconds between looks


def tell(edges: Sequence[str], token: str | None, *, watch: bool, as_json: bool, console: Console) -> bool:
    """Whether nothing is wrong. With `watch`, for as long as the person likes to look."""
    api = os.environ.get("INTERFACES_API_URL", "").rstrip("/")
    if not api:
        raise Refused("INTERFACES_API_URL is not set.", "Set it to the API's origin, or name a demo: --state")
    named = edges or [os.environ.get("INTERFACES_PUBLIC_URL", "")]
    places = [edge.rstrip("/") for edge in named if edge]

    def now() -> Status:
        return look(api, places, token_or_own(token))

    found = now()
    if as_json:
        console.file.write(orjson.dumps(found.as_json(), option=orjson.OPT_INDENT_2).decode() + "\n")
    elif watch:
        found = _follow(found, now, console)
    else:
        console.print(screen(found, datetime.now(UTC)))
    return not found.wrong


def _follow(found: Status, again: Callable[[], Status], console: Console) -> Status:
    """What was seen last, at Ctrl-C."""
    with suppress(KeyboardInterrupt), Live(console=console, auto_refresh=False, screen=True) as live:
        while True:
            live.update(screen(found, datetime.now(UTC)), refresh=True)
            time.sleep(PAUSE)
            found = again()
    return found
