"""The CloudFormation template: valid, routed as the client's balancer is, and no right too many."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from api.container.settings import ContainerSettings
from api.settings import Settings as ApiSettings
from router.settings import EdgeSettings
from telemetry.cloudwatch import NAMESPACE

FILE = Path(__file__).parents[3] / "deploy/aws/stack.yml"
REGION = "eu-central-1"
SERVICES = ("production", "preview", "api")


@cache
def resources() -> dict[str, Any]:
    """Of the template. The linter that reads it takes seconds to import: only here, where it is needed."""
    from cfnlint.decode import decode

    found: dict[str, Any] = decode(str(FILE))[0]["Resources"]
    return found


def of_type(kind: str) -> dict[str, Any]:
    return {name: one["Properties"] for name, one in resources().items() if one["Type"] == f"AWS::{kind}"}


def container(service: str) -> dict[str, Any]:
    found: dict[str, Any] = of_type("ECS::TaskDefinition")[f"{service.title()}Task"]["ContainerDefinitions"][
        0
    ]
    return found


def statements(role: str) -> Iterator[dict[str, Any]]:
    for policy in resources()[role]["Properties"].get("Policies", []):
        yield from policy["PolicyDocument"]["Statement"]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_the_linter_finds_nothing() -> None:
    from cfnlint.api import lint_file

    assert [str(match) for match in lint_file(FILE)] == []


@pytest.fixture(scope="module")
def balancer() -> Iterator[dict[str, str]]:
    """The balancer's part of the template, made for real at moto: path pattern to target, in their order."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield made_rules(f"http://{host}:{port}")
    finally:
        server.stop()


def made_rules(url: str) -> dict[str, str]:
    given: dict[str, Any] = {"endpoint_url": url, "region_name": REGION, "config": Config(proxies={})}
    given |= {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    network = boto3.client("ec2", **given)
    vpc = network.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = [one["SubnetId"] for one in network.describe_subnets()["Subnets"]][:2]
    elb = boto3.client("elbv2", **given)
    ports = {made_targets(elb, name, vpc): name for name in SERVICES}
    arns = {name: arn for arn, name in ports.items()}
    made = elb.create_load_balancer(Name="interfaces", Subnets=subnets)["LoadBalancers"][0]
    default = resources()["Listener"]["Properties"]["DefaultActions"][0]["TargetGroupArn"]["Ref"]
    listener = elb.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"],
        Port=80,
        Protocol="HTTP",
        DefaultActions=[{"Type": "forward", "TargetGroupArn": arns[service_of(default)]}],
    )["Listeners"][0]["ListenerArn"]
    for rule in of_type("ElasticLoadBalancingV2::ListenerRule").values():
        target = arns[service_of(rule["Actions"][0]["TargetGroupArn"]["Ref"])]
        elb.create_rule(
            ListenerArn=listener,
            Priority=rule["Priority"],
            Conditions=rule["Conditions"],
            Actions=[{"Type": "forward", "TargetGroupArn": target}],
        )
    return read_rules(elb.describe_rules(ListenerArn=listener)["Rules"], ports)


def made_targets(elb: Any, service: str, vpc: str) -> str:
    wanted = {**of_type("ElasticLoadBalancingV2::TargetGroup")[f"{service.title()}Targets"], "VpcId": vpc}
    del wanted["TargetGroupAttributes"]
    made = elb.create_target_group(Name=service, **wanted)["TargetGroups"][0]
    return str(made["TargetGroupArn"])


def service_of(targets: str) -> str:
    return targets.removesuffix("Targets").lower()


def read_rules(rules: list[dict[str, Any]], ports: dict[str, str]) -> dict[str, str]:
    numbered = sorted((one for one in rules if not one["IsDefault"]), key=lambda one: int(one["Priority"]))
    found = {
        pattern: ports[rule["Actions"][0]["TargetGroupArn"]]
        for rule in numbered
        for pattern in rule["Conditions"][0]["PathPatternConfig"]["Values"]
    }
    default = next(one for one in rules if one["IsDefault"])
    return found | {"*": ports[default["Actions"][0]["TargetGroupArn"]]}


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/i/5f0e/77aa/91bc", "production"),
        ("/i/-/0a1b/assets/style.css", "production"),
        ("/i/only/two", "preview"),
        ("/91bc", "preview"),
        ("/api/submit/91bc/77aa", "preview"),
        ("/interfaces", "preview"),
        ("/", "preview"),
    ],
)
def test_the_balancer_sends_each_path_where_the_docs_say(
    balancer: dict[str, str], path: str, service: str
) -> None:
    assert next(to for pattern, to in balancer.items() if fnmatchcase(path, pattern)) == service


def test_the_three_rules_and_their_order(balancer: dict[str, str]) -> None:
    assert list(balancer.items()) == [("/i/*/*/*", "production"), ("/*", "preview"), ("*", "api")]


@pytest.mark.parametrize("service", SERVICES)
def test_ports_logs_health_and_rollback(service: str) -> None:
    definition, title = container(service), service.title()
    run, targets = (resources()[f"{title}{what}"]["Properties"] for what in ("Service", "Targets"))
    port = definition["PortMappings"][0]["ContainerPort"]

    assert {"Name": "INTERFACES_PORT", "Value": str(port)} in definition["Environment"]
    assert targets["Port"] == port == run["LoadBalancers"][0]["ContainerPort"]
    assert targets["HealthCheckPath"] in ("/healthz", "/readyz")
    assert definition["Command"] == ["serve", service]
    assert definition["LogConfiguration"]["Options"]["awslogs-group"] == {"Ref": f"{title}Log"}
    assert run["DeploymentConfiguration"]["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}


@pytest.mark.parametrize(
    ("service", "kinds"),
    [
        ("production", (EdgeSettings,)),
        ("preview", (EdgeSettings,)),
        ("api", (ApiSettings, ContainerSettings)),
    ],
)
def test_a_service_is_given_settings_that_load(
    service: str, kinds: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the template gives is a setting, and with the parameters filled in nothing is missing."""
    examples = {
        "PublicUrl": "https://interfaces.example.com",
        "Issuer": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI",
        "ClientIds": "app",
        "PreviewOrigins": "https://app.example.com",
        "DatabaseUrlSecret": "postgresql://interfaces@db.example.com/interfaces",
        "KeysSecret": "2026:" + "A" * 43 + "=",
        "GitUrlSecret": "https://git.example.com/packages.git",
        "Cluster": "interfaces",
        "EdgeSecret": "e" * 43,
        "WebhookSecret": "w" * 43,
    }
    known = {f"INTERFACES_{name.upper()}" for kind in kinds for name in kind.model_fields}
    definition = container(service)
    for one in [*definition["Environment"], *definition["Secrets"]]:
        assert one["Name"] in known
        value = one.get("Value", one.get("ValueFrom"))
        if isinstance(value, dict):
            value = examples[value["Ref"]] if "Ref" in value else "stack-images"
        monkeypatch.setenv(one["Name"], value)

    loaded = [kind(**({"role": service} if kind is EdgeSettings else {})) for kind in kinds]

    if service == "api":
        assert not loaded[-1].on  # its images hold the engine: publishing an interface builds none


def test_secrets_are_references_and_only_the_api_gets_the_database_and_the_keys() -> None:
    everyones = {"INTERFACES_GIT_URL", "INTERFACES_EDGE_SECRET"}
    own = {
        "production": set[str](),
        "preview": {"INTERFACES_WEBHOOK_SECRET"},
        "api": {"INTERFACES_DATABASE_URL", "INTERFACES_KEYS"},
    }
    secret = everyones.union(*own.values())

    for service in SERVICES:
        given = {one["Name"] for one in container(service)["Secrets"]}
        assert given == everyones | own[service]
        assert not secret & {one["Name"] for one in container(service)["Environment"]}
    readable = [
        s["Resource"] for s in statements("EdgeExecutionRole") if "secretsmanager" in str(s["Action"])
    ]
    assert readable == [[{"Ref": "GitUrlSecret"}, {"Ref": "EdgeSecret"}, {"Ref": "WebhookSecret"}]]


def test_no_role_has_a_right_too_many() -> None:
    """No wildcard but for the one action that knows no resource; the edges may do nothing at AWS."""
    for role in of_type("IAM::Role"):
        for statement in statements(role):
            actions = listed(statement["Action"])
            assert not any("*" in action for action in actions)
            assert ("*" in listed(statement["Resource"])) == (actions == ["ecr:GetAuthorizationToken"])
    assert list(statements("EdgeTaskRole")) == []


def test_the_api_may_do_exactly_what_the_deployer_calls() -> None:
    source = "".join(
        (FILE.parents[2] / "api/container" / name).read_text() for name in ("builds.py", "rollouts.py")
    )
    called = set(re.findall(r'call\(\s*"(\w+)"', source))
    allowed = [action for statement in statements("ApiTaskRole") for action in listed(statement["Action"])]

    assert {action.partition(":")[2] for action in allowed} == called
    assert len(called) == 6


def test_alarms_look_at_metrics_that_their_service_writes() -> None:
    """A name that nobody writes would never raise the alarm."""
    written = (FILE.parents[2] / "telemetry/cloudwatch.py").read_text()
    for name, alarm in of_type("CloudWatch::Alarm").items():
        metrics = [one["MetricStat"]["Metric"] for one in alarm.get("Metrics", []) if "MetricStat" in one]
        for metric in metrics or [alarm]:
            assert metric["Namespace"] == NAMESPACE, name
            told = metric["MetricName"].removeprefix("5XX").removeprefix("Outbox")
            assert told in written or told == "Dead", name
            (service,) = [one["Value"] for one in metric["Dimensions"]]
            given = {one["Name"]: one["Value"] for one in container(service)["Environment"]}
            assert int(given["INTERFACES_CLOUDWATCH_SECONDS"]) <= 60
