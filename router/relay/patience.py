"""How long an exchange may take, as one clock that is set anew at each step."""

import asyncio
from collections.abc import Callable
from types import TracebackType

from router.targets.config import Timeouts

_INF = float("inf")


class Patience:
    """Raises TimeoutError out of the block when a step, or all of it, takes too long. When it is a step,
    `instead` is asked first: whether it found another way.

    One timer: a step that is in time only moves `_limit`, and a timer that rings too early is set again.
    """

    def __init__(self, timeouts: Timeouts) -> None:
        self.timeouts = timeouts
        self.is_over = False
        self.instead: Callable[[], bool] | None = None
        self._loop = asyncio.get_running_loop()
        self._end = self._loop.time() + timeouts.total if timeouts.total else _INF
        self._limit = self._end
        self._rings = _INF
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def __enter__(self) -> "Patience":
        self._task = asyncio.current_task()
        self.rest()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer:
            self._timer.cancel()
        task, self._task = self._task, None
        if self.is_over and task and not task.uncancel() and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def at_most(self, seconds: float) -> None:
        """The next step's time begins."""
        self._limit = limit = min(self._end, self._loop.time() + seconds)
        if limit < self._rings:
            self._ring_at(limit)

    def rest(self) -> None:
        """The next step may take as long as it likes, but all of it only its time."""
        self._limit = self._end
        if self._limit < self._rings:
            self._ring_at(self._limit)

    def end(self) -> None:
        """Now."""
        if self._task and not self.is_over:
            self.is_over = True
            self._task.cancel()

    def _ring_at(self, limit: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._rings = limit
        self._timer = self._loop.call_at(limit, self._ring)

    def _ring(self) -> None:
        self._timer, self._rings = None, _INF
        if self._limit > self._loop.time():
            self._ring_at(self._limit)
        elif self._limit < self._end and self.instead and self.instead():
            self.rest()
        else:
            self.end()
