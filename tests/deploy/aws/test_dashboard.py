"""The dashboard of the stack shows what is written, and all that operators know by name."""

import json
from typing import Any

import pytest

from telemetry.cloudwatch import NAMESPACE
from tests.deploy.aws.test_stack import REGION, SERVICES, of_type
from tests.telemetry.test_cloudwatch import GAUGES, everything, lines

pytestmark = pytest.mark.anyio

KNOWN = {
    "GitPullSuccess", "HotReloadTime", "ContainerRestarts", "DeploymentDuration", "InterfaceRenderTime",
    "FormSubmissionRate", "TargetHealthyHostCount", "RequestCount", "4XXErrorRate", "5XXErrorRate",
}  # fmt: skip
STATISTICS = {"Sum", "Average", "Minimum", "Maximum", "p90", "p99"}


def widgets() -> list[dict[str, Any]]:
    (dashboard,) = of_type("CloudWatch::Dashboard").values()
    body = dashboard["DashboardBody"]["Fn::Sub"].replace("${AWS::Region}", REGION)
    return [widget["properties"] for widget in json.loads(body)["widgets"]]


async def test_it_shows_what_is_written_and_every_name_that_operators_know() -> None:
    line, *_ = await lines(everything(), *GAUGES)
    written = {metric["Name"] for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    shown = [metric for widget in widgets() for metric in widget["metrics"]]

    assert {name for _, name, _, _ in shown} <= written
    assert {name for _, name, _, _ in shown} >= KNOWN
    assert {(space, dimension) for space, _, dimension, _ in shown} == {(NAMESPACE, "Service")}
    assert {service for *_, service in shown} <= set(SERVICES)


def test_each_part_says_what_it_is_and_how_it_adds_up() -> None:
    assert all(widget["title"] and widget["region"] == REGION for widget in widgets())
    assert {widget["stat"] for widget in widgets()} <= STATISTICS
