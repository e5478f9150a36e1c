"""Whether a target may get requests: what checks found, and what requests met."""

from collections.abc import Callable

from router.targets.config import GroupConfig
from router.targets.snapshot import TargetState

Clock = Callable[[], float]

LONGEST = 60.0  # seconds that a target is put out at most, unless it is declared longer


class Health:
    """Of one target. Without a health check it is taken for healthy until requests fail. `out` is called each
    time that it ceases to be well."""

    def __init__(self, config: GroupConfig, clock: Clock, out: Callable[[], None]) -> None:
        self._config = config
        self._clock = clock
        self._out = out
        self._checked: TargetState = "initial" if config.health_check else "healthy"
        self._row = 0  # checks in a row that contradict the state
        self._failed = 0  # requests in a row
        self._ejected_until = float("-inf")
        self._ejections = 0
        self._since = clock() if config.health_check is None else float("inf")

    @property
    def state(self) -> TargetState:
        return "ejected" if self._checked == "healthy" and not self.is_well else self._checked

    @property
    def is_well(self) -> bool:
        return self._checked == "healthy" and self._clock() >= self._ejected_until

    @property
    def pace(self) -> float:
        """The part of its weight that it gets: it grows from a twentieth to all of it in a slow start."""
        if not self._config.slow_start:
            return 1.0
        started = max(self._since, self._ejected_until)
        return min(1.0, max(0.05, (self._clock() - started) / self._config.slow_start))

    def checked(self, passed: bool) -> None:
        """One check's result. The first one decides by itself, as with a load balancer."""
        check = self._config.health_check
        if check is None:
            return
        if self._checked == ("healthy" if passed else "unhealthy"):
            self._row = 0
            return
        self._row += 1
        if self._checked == "initial" or self._row >= (check.healthy if passed else check.unhealthy):
            self._become("healthy" if passed else "unhealthy")

    def succeeded(self) -> None:
        """A request was answered."""
        self._failed = self._ejections = 0

    def failed(self) -> None:
        """A request was not. One that fails right after the target is back puts it out again, for longer."""
        self._failed += 1
        if self._failed >= self._config.failures and self.state != "ejected":
            self._ejections += 1
            first = self._config.eject_seconds
            seconds = min(first * 2 ** (self._ejections - 1), max(first, LONGEST))
            self._ejected_until = self._clock() + seconds
            self._out()

    def _become(self, state: TargetState) -> None:
        self._checked, self._row = state, 0
        if state == "healthy":
            self._since = self._clock()
            self._failed = 0
        else:
            self._out()
