"""Target groups as they are right now, for whoever watches: `Resources.groups.snapshot()`."""

from typing import Literal

from typed.record import dataclass

# initial: not checked yet · ejected: failed requests of late · draining: ends what it has, gets nothing new
TargetState = Literal["healthy", "initial", "unhealthy", "ejected", "draining"]


@dataclass(frozen=True)
class TargetSnapshot:
    """`address` is `host:port`, or "in process". `in_flight` counts requests that are with it now."""

    address: str
    state: TargetState
    weight: int
    in_flight: int = 0


@dataclass(frozen=True)
class GroupSnapshot:
    """The counters only grow. `failures`: no answer, a broken one, or 5xx."""

    name: str
    targets: tuple[TargetSnapshot, ...]
    requests: int = 0
    failures: int = 0
    waiting: int = 0  # requests in the queue for a target

    @property
    def healthy(self) -> int:
        return sum(target.state == "healthy" for target in self.targets)
