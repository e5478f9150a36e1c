"""A target group as it is declared: where its targets are, and how they are looked after."""

from typing import Literal

from typed.record import dataclass

ForwardedFor = Literal["replace", "append", "preserve", "remove"]


@dataclass(frozen=True)
class HealthCheck:
    """A GET every `interval` seconds, answered within `timeout` by a status of `matcher`, such as "200-299".
    So many in a row, `healthy` or `unhealthy`, change the target's state."""

    path: str = "/healthz"
    interval: float = 10.0
    timeout: float = 3.0
    healthy: int = 3
    unhealthy: int = 2
    matcher: str = "200"

    def accepts(self, status: int) -> bool:
        ranges = [part.partition("-") for part in self.matcher.split(",")]
        return any(int(first) <= status <= int(last or first) for first, _, last in ranges)


@dataclass(frozen=True)
class Target:
    """`url` is scheme, host and port. A name is looked up again and again; each address is a target then."""

    url: str
    weight: int = 1


@dataclass(frozen=True)
class GroupConfig:
    """Seconds and counts. `failures` requests in a row that fail put a target out for `eject_seconds`."""

    name: str
    targets: tuple[Target, ...]
    health_check: HealthCheck | None = None
    sticky_seconds: int = 0
    slow_start: int = 0
    limit: int = 1000  # requests that a target has at once
    queue: int = 100  # requests that wait when all targets are full
    queue_seconds: float = 1.0
    failures: int = 3
    eject_seconds: float = 10.0
    drain_seconds: float = 300.0
    forwarded_for: ForwardedFor = "replace"


@dataclass(frozen=True)
class Timeouts:
    """Seconds. `first_byte`: from the whole request to the answer's head. `idle`: between two parts of either
    body; event streams may rest. `total`: for all of it; 0 is without end."""

    connect: float = 2.0
    first_byte: float = 15.0
    idle: float = 30.0
    total: float = 0.0


DEFAULT_TIMEOUTS = Timeouts()
