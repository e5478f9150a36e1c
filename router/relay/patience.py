"""How long an exchange may take, as one clock that is set anew at each step."""

import asyncio
from collections.abc import Callable
from types import TracebackType

from router.targets.clock import Clock
from router.targets.config import Timeouts

_INF = float("inf")


class Patience:
    """Raises TimeoutError out of the block when a step, or all of it, takes too long. When it is a step,
    `instead` is asked first: whether it found another way. `limit`: when this step ends, by the clock.
    """

    __slots__ = ("_clock", "_end", "_task", "gone", "instead", "is_over", "limit", "timeouts")

    def __init__(self, timeouts: Timeouts, clock: Clock) -> None:
        self.timeouts = timeouts
        self.is_over = False
        self.gone = False  # the caller hung up
        self.instead: Callable[[], bool] | None = None
        self._clock = clock
        self.limit = self._end = clock.now() + timeouts.total if timeouts.total else _INF
        self._task: asyncio.Task[None] | None = None

    def __enter__(self) -> "Patience":
        self._task = asyncio.current_task()
        self._clock.add(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clock.discard(self)
        task, self._task = self._task, None
        if self.is_over and task and not task.uncancel() and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def at_most(self, seconds: float) -> None:
        """The next step's time begins."""
        limit = self._clock.now() + seconds
        self.limit = min(self._end, limit)

    def rest(self) -> None:
        """The next step may take as long as it likes, but all of it only its time."""
        self.limit = self._end

    def end(self) -> None:
        """Now."""
        if self._task and not self.is_over:
            self.is_over = True
            self._task.cancel()

    def hang_up(self) -> None:
        """Nobody needs the answer any more."""
        self.gone = True
        self.end()

    def ring(self) -> None:
        """The step took too long."""
        if self.limit < self._end and self.instead and self.instead():
            self.rest()
        else:
            self.end()
