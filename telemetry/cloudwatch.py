"""The counts as CloudWatch takes them from a log: its embedded metric format, one line for each interval.

Each process tells its own. Counts add up in CloudWatch, and of times it makes percentiles.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import NamedTuple

from telemetry.log import Log
from telemetry.metric import (
    GIT_FETCHES,
    PROCESS_STARTS,
    PUBLICATION_SECONDS,
    RELOAD_SECONDS,
    RENDER_SECONDS,
    REQUEST_SECONDS,
    SUBMISSIONS,
    Gauge,
    Labels,
    Metric,
    Totals,
)
from telemetry.metrics import Metrics

NAMESPACE = "Interfaces"
_MOST = 100  # values of one metric in one line

Gauges = Callable[[], Awaitable[Sequence[Gauge]]]


class Told(NamedTuple):
    """One metric of a line; `value` is a number or a list of them."""

    name: str
    unit: str
    value: float | list[float]


class Report:
    """What happened since the last line. `service` is the dimension, `gauges` tells how things are now."""

    def __init__(self, service: str, metrics: Metrics, log: Log, gauges: Gauges) -> None:
        self._service = service
        self._metrics = metrics
        self._log = log
        self._gauges = gauges
        self._before: dict[tuple[str, Labels], float] = {}

    async def every(self, seconds: float) -> None:
        """For ever, and once more at the end; 0 seconds: never."""
        if not seconds:
            return
        try:
            while True:
                await asyncio.sleep(seconds)
                self._log.put(self._line(await self._gauges()))
        finally:
            self._log.put(self._line(()))

    def _line(self, gauges: Sequence[Gauge]) -> dict[str, object]:
        told = [*self._since(), *_now(gauges)]
        metrics = [{"Name": each.name, "Unit": each.unit} for each in told]
        directive = {"Namespace": NAMESPACE, "Dimensions": [["Service"]], "Metrics": metrics}
        return {
            "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
            "event": "metrics",
            "Service": self._service,
            **{each.name: each.value for each in told},
        }

    def _since(self) -> Iterator[Told]:
        new = self._new_counts()
        yield from _requests(new[REQUEST_SECONDS.name])
        yield Told("FormSubmissionRate", "Count", sum(new[SUBMISSIONS.name].values()))
        yield Told("ContainerRestarts", "Count", sum(new[PROCESS_STARTS.name].values()))
        fetches = new[GIT_FETCHES.name]
        if pulls := [1.0] * int(fetches.get(("ok",), 0)) + [0.0] * int(fetches.get(("failed",), 0)):
            yield Told("GitPullSuccess", "None", pulls[-_MOST:])
        yield from self._times("HotReloadTime", "Milliseconds", RELOAD_SECONDS, 1000)
        yield from self._times("InterfaceRenderTime", "Milliseconds", RENDER_SECONDS, 1000)
        yield from self._times("DeploymentDuration", "Seconds", PUBLICATION_SECONDS, 1)

    def _times(self, name: str, unit: str, metric: Metric, factor: int) -> Iterator[Told]:
        values = self._metrics.values[metric.name]
        if values:
            yield Told(name, unit, [round(value * factor, 3) for value in values])
        values.clear()

    def _new_counts(self) -> dict[str, dict[Labels, float]]:
        """How often each thing happened since the last time."""
        now = _counts(self._metrics.totals)
        new = {
            name: {labels: count - self._before.get((name, labels), 0) for labels, count in series.items()}
            for name, series in now.items()
        }
        self._before = {(name, labels): count for name in now for labels, count in now[name].items()}
        return new


def _counts(totals: Totals) -> dict[str, dict[Labels, float]]:
    """Without the sums of durations, which stand last."""
    return {
        name: {labels: sum(numbers[:-1] or numbers) for labels, numbers in series.items()}
        for name, series in totals.items()
    }


_NOT_TRAFFIC = ("/livez", "/readyz", "/healthz", "/metrics")  # they would hide that everything else fails


def _requests(new: dict[Labels, float]) -> Iterator[Told]:
    counts = {"4": 0.0, "5": 0.0}
    total = 0.0
    for (_, route, status), count in new.items():
        if route not in _NOT_TRAFFIC:
            total += count
            counts[status[0]] = counts.get(status[0], 0) + count
    yield Told("RequestCount", "Count", total)
    for digit in ("4", "5"):
        yield Told(f"{digit}XXErrorCount", "Count", counts[digit])
        if total:
            yield Told(f"{digit}XXErrorRate", "Percent", round(100 * counts[digit] / total, 3))


def _now(gauges: Sequence[Gauge]) -> Iterator[Told]:
    """Of several target groups the worst: an alarm needs no more, and `interfaces status` tells which."""
    healthy = [gauge.value for gauge in gauges if gauge.name == "interfaces_target_healthy_hosts"]
    if healthy:
        yield Told("TargetHealthyHostCount", "Count", float(min(healthy)))
    for gauge in gauges:
        if gauge.name == "interfaces_outbox_messages":
            yield Told(f"Outbox{dict(gauge.labels)['state'].title()}", "Count", gauge.value)
