"""How long an exchange may take, as one clock that is set anew at each step."""

import asyncio
from types import TracebackType

from router.targets.config import Timeouts


class Patience:
    """Raises TimeoutError out of the block when a step, or all of it, takes too long."""

    def __init__(self, timeouts: Timeouts) -> None:
        self.timeouts = timeouts
        self._now = asyncio.get_running_loop().time
        self._end = self._now() + timeouts.total if timeouts.total else float("inf")
        self._limit = asyncio.timeout(None)

    async def __aenter__(self) -> "Patience":
        await self._limit.__aenter__()
        self.rest()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._limit.__aexit__(kind, error, trace)

    @property
    def is_over(self) -> bool:
        return self._limit.expired()

    def at_most(self, seconds: float) -> None:
        """The next step's time begins."""
        self._limit.reschedule(min(self._end, self._now() + seconds))

    def rest(self) -> None:
        """The next step may take as long as it likes, but all of it only its time."""
        self._limit.reschedule(None if self._end == float("inf") else self._end)

    def end(self) -> None:
        """Now."""
        self._limit.reschedule(0)
