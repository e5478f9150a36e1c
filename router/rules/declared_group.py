"""Target groups as a rules file declares them: `[group.NAME]`."""

from typing import Annotated

from router.targets.config import ForwardedFor, GroupConfig, HealthCheck, Target, Timeouts
from typed.model import Model
from typed.notes import Length, Limits, Shape

Seconds = Annotated[float, Limits(ge=0.05, le=3600)]
Count = Annotated[int, Limits(ge=1, le=100_000)]
Url = Annotated[
    str,
    Shape(r"https?://([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", '"http://forms.internal:3000"'),
]
_RANGE = "[1-5][0-9]{2}(-[1-5][0-9]{2})?"


class DeclaredTarget(Model):
    url: Url
    weight: Annotated[int, Limits(ge=0, le=999)] = 1


class DeclaredCheck(Model):
    path: Annotated[str, Shape(r"/[!-~]*", '"/healthz"')] = HealthCheck.path
    interval: Seconds = HealthCheck.interval
    timeout: Seconds = HealthCheck.timeout
    healthy: Annotated[int, Limits(ge=1, le=10)] = HealthCheck.healthy
    unhealthy: Annotated[int, Limits(ge=1, le=10)] = HealthCheck.unhealthy
    matcher: Annotated[str, Shape(f"{_RANGE}(,{_RANGE})*", '"200-299"')] = HealthCheck.matcher


class DeclaredGroup(Model):
    """What `GroupConfig` says of each; a target's URL alone is one with weight 1."""

    targets: Annotated[tuple[Url | DeclaredTarget, ...], Length(least=1)]
    health_check: DeclaredCheck | None = None
    sticky_seconds: Annotated[int, Limits(ge=0, le=604_800)] = GroupConfig.sticky_seconds
    slow_start: Annotated[int, Limits(ge=0, le=900)] = GroupConfig.slow_start
    limit: Count = GroupConfig.limit
    queue: Annotated[int, Limits(ge=0, le=100_000)] = GroupConfig.queue
    queue_seconds: Seconds = GroupConfig.queue_seconds
    failures: Count = GroupConfig.failures
    eject_seconds: Seconds = GroupConfig.eject_seconds
    drain_seconds: Seconds = GroupConfig.drain_seconds
    forwarded_for: ForwardedFor = GroupConfig.forwarded_for

    def config(self, name: str) -> GroupConfig:
        told = self.model_dump()
        del told["targets"], told["health_check"]
        targets = tuple(
            Target(each) if isinstance(each, str) else Target(each.url, each.weight) for each in self.targets
        )
        check = HealthCheck(**self.health_check.model_dump()) if self.health_check else None
        return GroupConfig(name, targets, check, **told)


class DeclaredTimeouts(Model):
    """Of one rule, in seconds. `total` 0 is without end."""

    connect: Seconds = Timeouts.connect
    first_byte: Seconds = Timeouts.first_byte
    idle: Seconds = Timeouts.idle
    total: Annotated[float, Limits(ge=0, le=86_400)] = Timeouts.total

    def timeouts(self) -> Timeouts:
        return Timeouts(**self.model_dump())
