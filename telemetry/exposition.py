"""Counts as Prometheus reads them."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from prometheus_client import Metric as Family
from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from telemetry.metric import ALL, Gauge, Metric, Totals

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(totals: Totals, gauges: Iterable[Gauge]) -> bytes:
    """The text of all that was counted, and of how things are now."""
    return generate_latest(_Told(totals, gauges))


class _Told(Collector):
    def __init__(self, totals: Totals, gauges: Iterable[Gauge]) -> None:
        self._totals = totals
        self._gauges = gauges

    def collect(self) -> Iterator[Family]:
        for metric in ALL:
            series = self._totals[metric.name]
            yield _histogram(metric, series) if metric.bounds else _counter(metric, series)
        yield from _families(self._gauges)


def _counter(metric: Metric, series: dict[tuple[str, ...], list[float]]) -> Family:
    family = CounterMetricFamily(metric.name, metric.help, labels=metric.labels)
    for labels, (number,) in sorted(series.items()):
        family.add_metric(labels, number)
    return family


def _histogram(metric: Metric, series: dict[tuple[str, ...], list[float]]) -> Family:
    family = HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)
    ends = [*map(str, metric.bounds), "+Inf"]
    for labels, (*buckets, total) in sorted(series.items()):
        family.add_metric(labels, list(zip(ends, accumulate(buckets), strict=True)), total)
    return family


def _families(gauges: Iterable[Gauge]) -> Iterable[Family]:
    families: dict[str, GaugeMetricFamily] = {}
    for gauge in gauges:
        names = [name for name, _ in gauge.labels]
        family = families.setdefault(gauge.name, GaugeMetricFamily(gauge.name, gauge.help, labels=names))
        family.add_metric([value for _, value in gauge.labels], gauge.value)
    return families.values()
