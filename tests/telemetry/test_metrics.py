"""What is counted: added up over workers, and written down as Prometheus reads it."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from telemetry.exposition import exposition
from telemetry.metric import GIT_FETCHES, RENDER_SECONDS, REQUEST_SECONDS, SUBMISSIONS, Gauge
from telemetry.metrics import Metrics
from telemetry.workers import share, summed

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(text: bytes) -> Samples:
    """As a Prometheus server does."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def told(metrics: Metrics, *gauges: Gauge) -> Samples:
    return read(exposition(summed(metrics), gauges))


def key(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


async def leave(metrics: Metrics) -> None:
    """What a worker left before it ended."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0.05):
            await share(metrics)


def test_counters_histograms_and_gauges_are_written_down() -> None:
    metrics = Metrics()
    metrics.count(GIT_FETCHES, "ok")
    metrics.count(GIT_FETCHES, "ok")
    metrics.observe(REQUEST_SECONDS, 0.003, "GET", "/i/{execution}", "200")

    found = told(metrics, Gauge("interfaces_ready", "Ready.", True))

    request = {"method": "GET", "route": "/i/{execution}", "status": "200"}
    assert found[key("interfaces_git_fetches_total", outcome="ok")] == 2
    assert found[key("interfaces_process_starts_total")] == 1
    assert found[key("interfaces_request_seconds_count", **request)] == 1
    assert found[key("interfaces_request_seconds_sum", **request)] == 0.003
    assert found[key("interfaces_request_seconds_bucket", **request, le="0.0025")] == 0
    assert found[key("interfaces_request_seconds_bucket", **request, le="0.005")] == 1
    assert found[key("interfaces_ready")] == 1


@given(st.lists(st.floats(0, 100, allow_nan=False), max_size=30))
def test_each_value_is_in_the_buckets_that_reach_it(values: list[float]) -> None:
    metrics = Metrics()
    for value in values:
        metrics.observe(RENDER_SECONDS, value)

    found = told(metrics)

    for bound in RENDER_SECONDS.bounds if values else ():
        below = sum(value <= bound for value in values)
        assert found[key("interfaces_render_seconds_bucket", le=str(bound))] == below
    assert found.get(key("interfaces_render_seconds_count"), 0) == len(values)


@pytest.mark.anyio
async def test_workers_add_up_whoever_is_asked_and_the_dead_count_on(tmp_path: Path) -> None:
    first, second = Metrics(tmp_path), Metrics(tmp_path)
    for _ in range(3):
        first.count(SUBMISSIONS)
    second.count(SUBMISSIONS)
    second.observe(RENDER_SECONDS, 0.5)
    await leave(first)
    await leave(second)
    del second

    assert told(first)[key("interfaces_submissions_total")] == 4
    third = Metrics(tmp_path)
    third.observe(RENDER_SECONDS, 0.5)
    assert told(third)[key("interfaces_submissions_total")] == 4
    assert told(third)[key("interfaces_render_seconds_sum")] == 1.0
    assert told(third)[key("interfaces_process_starts_total")] == 3
    third.count(SUBMISSIONS)
    assert told(third)[key("interfaces_submissions_total")] == 5, "our own are told as they are now"


def test_asking_changes_nothing(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    metrics.count(SUBMISSIONS)

    assert told(metrics) == told(metrics)
