"""What a handler may do with a connection beside answering: speak before the answer, take it over, and hear
when its caller is gone."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

SCOPE = "interfaces.door"  # where a request's scope holds it
AT_ONCE = "interfaces.at_once"  # said with an answer's start: its body is here, both shall go out together


class Raw(Protocol):
    """Who gets a connection's bytes once it is no HTTP any more. `pause` and `resume`: its writing side."""

    def data(self, data: bytes) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def lost(self) -> None: ...


class Tunnelled(Protocol):
    """A connection of our door, as a handler sees it."""

    transport: asyncio.Transport

    def inform(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """An interim answer (1xx), where the caller understands them and the answer has not begun."""

    def take_over(self, raw: Raw) -> None:
        """From now on the handler speaks for itself: `raw` gets what comes, and what came too early."""

    def when_gone(self, call: Callable[[], None]) -> None:
        """`call` is called when the caller hangs up before the answer is over. One for each request."""
