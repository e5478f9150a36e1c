"""Lines for CloudWatch: of the shape it takes, with what happened since the line before."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest

from telemetry.cloudwatch import Report
from telemetry.log import Log
from telemetry.metric import (
    GIT_FETCHES,
    PUBLICATION_SECONDS,
    RELOAD_SECONDS,
    RENDER_SECONDS,
    REQUEST_SECONDS,
    SUBMISSIONS,
    Gauge,
)
from telemetry.metrics import Metrics
from tests.telemetry.emf import faults_of

pytestmark = pytest.mark.anyio

HEALTHY = "interfaces_target_healthy_hosts"
OUTBOX = "interfaces_outbox_messages"
GAUGES = (
    Gauge(HEALTHY, "", 3, (("group", "blue"),)),
    Gauge(HEALTHY, "", 1, (("group", "green"),)),
    Gauge(OUTBOX, "", 7, (("state", "waiting"),)),
    Gauge(OUTBOX, "", 2, (("state", "dead"),)),
    Gauge("interfaces_ready", "", 1),
)


async def lines(metrics: Metrics, *gauges: Gauge, work: Any = None) -> list[dict[str, Any]]:
    """At least two: one after a moment, then `work`, and the last one at the end."""
    stream, asked = BytesIO(), asyncio.Event()

    async def look() -> Sequence[Gauge]:
        asked.set()
        return gauges

    task = asyncio.create_task(Report("production", metrics, Log("error", stream), look).every(0.01))
    await asyncio.wait_for(asked.wait(), 10)
    await asyncio.sleep(0)
    if work:
        work()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def everything() -> Metrics:
    metrics = Metrics()
    for status, count in (("200", 90), ("404", 6), ("503", 4), ("0", 0)):
        for _ in range(count):
            metrics.observe(REQUEST_SECONDS, 0.01, "GET", "/i/{execution}", status)
    metrics.observe(REQUEST_SECONDS, 0.01, "GET", "/healthz", "503")
    for outcome in ("ok", "ok", "failed"):
        metrics.count(GIT_FETCHES, outcome)
    metrics.count(SUBMISSIONS)
    metrics.observe(RELOAD_SECONDS, 0.0123456)
    metrics.observe(PUBLICATION_SECONDS, 1.5, "done")
    for _ in range(250):
        metrics.observe(RENDER_SECONDS, 0.002)
    return metrics


async def test_a_line_has_the_shape_and_the_names() -> None:
    line, *_ = await lines(everything(), *GAUGES)

    assert faults_of(line) == []
    assert line["Service"] == "production"
    told = {name: value for name, value in line.items() if name[0].isupper() or name[0].isdigit()}
    assert told == {
        "Service": "production",
        "RequestCount": 100,
        "4XXErrorCount": 6,
        "4XXErrorRate": 6,
        "5XXErrorCount": 4,
        "5XXErrorRate": 4,
        "FormSubmissionRate": 1,
        "ContainerRestarts": 1,
        "GitPullSuccess": [1, 1, 0],
        "HotReloadTime": [12.346],
        "InterfaceRenderTime": [2.0] * 100,
        "DeploymentDuration": [1.5],
        "TargetHealthyHostCount": 1,
        "OutboxWaiting": 7,
        "OutboxDead": 2,
    }
    named = {metric["Name"] for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert named == told.keys() - {"Service"}


async def test_a_line_tells_what_is_new_and_what_came_last_is_told_at_the_end() -> None:
    metrics = Metrics()
    metrics.count(SUBMISSIONS)

    first, *_, last = await lines(metrics, work=lambda: metrics.count(SUBMISSIONS))

    assert (first["FormSubmissionRate"], first["ContainerRestarts"]) == (1, 1)
    assert (last["FormSubmissionRate"], last["ContainerRestarts"]) == (1, 0)
    assert "4XXErrorRate" not in last, "no requests have no rate"
    assert faults_of(last) == []


async def test_without_an_interval_nothing_is_written() -> None:
    stream = BytesIO()

    async def look() -> Sequence[Gauge]:
        raise AssertionError

    await asyncio.wait_for(Report("api", Metrics(), Log("info", stream), look).every(0), 10)

    assert stream.getvalue() == b""


@pytest.mark.parametrize(
    "change",
    [
        {"_aws": {}},
        {"Service": 7},
        {"RequestCount": "7"},
        {"RequestCount": list(range(101))},
        {"RequestCount": None},
        {"RequestCount": []},
    ],
)
async def test_the_judge_of_lines_finds_faults(change: dict[str, Any]) -> None:
    line, *_ = await lines(Metrics())

    assert faults_of(line) == []
    assert faults_of(line | change)
