"""What a process counts, kept as plain numbers: one more costs a look-up and an addition.

The library that writes them down is imported when they are asked for first, not when a process starts.
"""

import secrets
from bisect import bisect_left
from collections import deque
from pathlib import Path

from telemetry.metric import ALL, PROCESS_STARTS, Labels, Metric, Totals

_KEPT = 100  # of the latest values of a metric; as many as one CloudWatch line may hold


class Metrics:
    """The counts of one process; not for threads. A histogram's numbers are its buckets' and the sum.

    `folder` is where the workers of one role show each other theirs; None: there is only this process.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.name = secrets.token_hex(8)  # of our part in it; a process id could be given again
        self.totals: Totals = {metric.name: {} for metric in ALL}
        self.values = {metric.name: deque[float](maxlen=_KEPT) for metric in ALL if metric.keeps_values}
        self.count(PROCESS_STARTS)

    def count(self, metric: Metric, *labels: str) -> None:
        self.totals[metric.name].setdefault(labels, [0.0])[0] += 1

    def observe(self, metric: Metric, value: float, *labels: str) -> None:
        """One duration, in seconds."""
        series = self.totals[metric.name]
        numbers = series.get(labels)
        if numbers is None:
            numbers = _begun(series, metric, labels)
        numbers[bisect_left(metric.bounds, value)] += 1
        numbers[-1] += value
        if metric.keeps_values:
            self.values[metric.name].append(value)


def _begun(series: dict[Labels, list[float]], metric: Metric, labels: Labels) -> list[float]:
    series[labels] = [0.0] * (len(metric.bounds) + 2)
    return series[labels]
