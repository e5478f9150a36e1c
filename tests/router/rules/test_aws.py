"""Rules of a load balancer (moto's) come over with the same meaning, and lose nothing in silence."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from deploy.rules import bring_over
from router.rules.actions import Action, FixedResponse, Forward, Redirect, Weighted
from router.rules.aws import NotImportable, from_aws
from router.rules.conditions import (
    Condition,
    HostHeader,
    HttpHeader,
    HttpRequestMethod,
    PathPattern,
    QueryString,
    SourceIp,
)
from router.rules.declaration import parse_rules
from router.rules.explained import explained
from router.rules.request import RuleRequest
from router.rules.rule import Rule, Rules
from router.rules.wildcard import count
from router.rules.written import written

REQUESTS = [
    RuleRequest.of_url("GET", "https://forms.example.com/i/w/n/e"),
    RuleRequest.of_url("GET", "https://old.example.com/x?y=1"),
    RuleRequest.of_url("POST", "https://forms.example.com/down"),
    RuleRequest.of_url("GET", "https://forms.example.com/x?version=v2"),
    RuleRequest.of_url("GET", "https://forms.example.com/x", (("X-Canary", "yes"),)),
    RuleRequest.of_url("GET", "https://forms.example.com/x", source="10.1.2.3"),
    RuleRequest.of_url("GET", "https://forms.example.com/x"),
]
GOES_TO = ["production", "redirect", "503", "preview", "production", "api", "api"]


@pytest.fixture
def listing(_listing: Any) -> Any:
    """What `describe-rules` prints of a listener with seven rules."""
    return deepcopy(_listing)


@pytest.fixture(scope="module")
def _listing() -> Any:
    with mock_aws():
        vpc = boto3.client("ec2", "eu-central-1").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            boto3.client("ec2", "eu-central-1").create_subnet(
                VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"eu-central-1{zone}"
            )["Subnet"]["SubnetId"]
            for number, zone in enumerate("ab")
        ]
        elb = boto3.client("elbv2", "eu-central-1")
        balancer = elb.create_load_balancer(Name="edge", Subnets=subnets)["LoadBalancers"][0]
        groups = {
            name: elb.create_target_group(Name=name, Protocol="HTTP", Port=3000, VpcId=vpc)["TargetGroups"][
                0
            ]["TargetGroupArn"]
            for name in ("production", "preview", "api")
        }
        arn = elb.create_listener(
            LoadBalancerArn=balancer["LoadBalancerArn"],
            Protocol="HTTP",
            Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": groups["api"]}],
        )["Listeners"][0]["ListenerArn"]
        for priority, (conditions, action) in enumerate(_rules(groups), 1):
            elb.create_rule(ListenerArn=arn, Priority=priority, Conditions=conditions, Actions=[action])
        told = elb.describe_rules(ListenerArn=arn)
        return json.loads(json.dumps(told, default=str))


def _rules(groups: dict[str, str]) -> list[tuple[list[dict[str, Any]], dict[str, Any]]]:
    shares = [
        {"TargetGroupArn": groups["production"], "Weight": 9},
        {"TargetGroupArn": groups["preview"], "Weight": 1},
    ]
    return [
        (
            [{"Field": "path-pattern", "Values": ["/i/*/*/*"]}],
            {"Type": "forward", "TargetGroupArn": groups["production"]},
        ),
        (
            [{"Field": "host-header", "HostHeaderConfig": {"Values": ["old.example.com"]}}],
            {"Type": "redirect", "RedirectConfig": {"Host": "forms.example.com", "StatusCode": "HTTP_301"}},
        ),
        (
            [
                {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/down"]}},
                {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["POST"]}},
            ],
            {
                "Type": "fixed-response",
                "FixedResponseConfig": {
                    "StatusCode": "503", "ContentType": "text/plain", "MessageBody": "later",
                },
            },
        ),
        (
            [{"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "version", "Value": "v2"}]}}],
            {"Type": "forward", "TargetGroupArn": groups["preview"]},
        ),
        (
            [
                {
                    "Field": "http-header",
                    "HttpHeaderConfig": {"HttpHeaderName": "X-Canary", "Values": ["yes"]},
                }
            ],
            {"Type": "forward", "ForwardConfig": {"TargetGroups": shares}},
        ),
        (
            [{"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.0/8"]}}],
            {"Type": "forward", "TargetGroupArn": groups["api"]},
        ),
    ]  # fmt: skip


def test_rules_of_a_load_balancer_are_explained_the_same(listing: Any) -> None:
    imported = from_aws(listing)
    read_again = parse_rules("rules.toml", written(imported).encode())

    for request, place in zip(REQUESTS, GOES_TO, strict=True):
        told = list(explained(imported, request))
        assert place in told[-1]
        assert list(explained(read_again, request)) == told


def test_weights_come_over(listing: Any) -> None:
    shares = from_aws(listing).winner(REQUESTS[4]).action

    assert shares == Forward((Weighted("production", 9), Weighted("preview", 1)))


UNKNOWN = [
    ({"Field": "path-pattern", "PathPatternConfig": {"RegexValues": ["^/a"]}}, "regular expression"),
    ({"Field": "moon-phase", "Values": ["full"]}, "moon-phase"),
]


@pytest.mark.parametrize(("condition", "told"), UNKNOWN)
def test_what_is_not_known_is_refused(listing: Any, condition: dict[str, Any], told: str) -> None:
    listing["Rules"][0]["Conditions"] = [condition]

    with pytest.raises(NotImportable, match=told):
        from_aws(listing)


OIDC = {"Issuer": "https://id.example.com", "ClientId": "forms", "TokenEndpoint": "https://id.example.com/t"}
POOL = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_AbC123"
COGNITO = {"UserPoolArn": POOL, "UserPoolClientId": "forms", "UserPoolDomain": "forms"}
SIGN_INS: list[tuple[str, str, dict[str, str], str]] = [
    ("authenticate-oidc", "AuthenticateOidcConfig", OIDC, "https://id.example.com"),
    (
        "authenticate-cognito",
        "AuthenticateCognitoConfig",
        COGNITO,
        "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC123",
    ),
]


def signs_in(listing: Any, rule: int, kind: str, field: str, config: dict[str, str]) -> None:
    """The rule asks who somebody is, before it does what it did."""
    for action in listing["Rules"][rule]["Actions"]:
        action["Order"] = 2
    listing["Rules"][rule]["Actions"].insert(0, {"Type": kind, "Order": 1, field: config})


@pytest.mark.parametrize(("kind", "field", "config", "issuer"), SIGN_INS)
@pytest.mark.parametrize("mode", ["", "authenticate", "deny", "allow"])
def test_rules_that_sign_in_do_so_here(
    listing: Any, tmp_path: Path, kind: str, field: str, config: dict[str, str], issuer: str, mode: str
) -> None:
    told: list[str] = []
    how = config | ({"OnUnauthenticatedRequest": mode} if mode else {})
    signs_in(listing, 0, kind, field, how)
    signs_in(listing, -1, kind, field, how)
    file = tmp_path / "listing.json"
    file.write_text(json.dumps(listing))

    bring_over(file, told.append)

    read = parse_rules("rules.toml", "\n".join(told).encode())
    modes = [rule.authenticate for rule in read.rules]
    assert modes == [mode or "authenticate", None, None, None, None, None, mode or "authenticate"]
    assert read.rules[0].action == Forward((Weighted("production"),))
    assert f"# INTERFACES_ISSUER={issuer}" in told
    assert "# INTERFACES_SIGN_IN_CLIENT=forms\n" in told


def test_two_places_to_sign_in_are_not_one(listing: Any) -> None:
    for rule, (kind, field, config, _) in enumerate(SIGN_INS):
        signs_in(listing, rule, kind, field, config)

    with pytest.raises(NotImportable, match="several places"):
        from_aws(listing)


@pytest.mark.parametrize("listing", [{}, {"Rules": []}, {"Rules": [1]}, [], {"LoadBalancers": []}])
def test_another_file_is_told_as_such(listing: Any) -> None:
    with pytest.raises(NotImportable, match="describe-rules"):
        from_aws(listing)


words = st.text('abcXYZ-./*?"\\ é', min_size=1, max_size=8).filter(lambda text: count(text) <= 1)
several = st.lists(words, min_size=1, max_size=2).map(tuple)
conditions: st.SearchStrategy[Condition] = st.one_of(
    several.map(lambda values: HttpHeader("X-Y", values)),
    st.lists(st.tuples(st.none() | words, words), min_size=1, max_size=2).map(
        lambda pairs: QueryString(tuple(pairs))
    ),
)
plain: st.SearchStrategy[tuple[Condition, ...]] = st.sampled_from(
    [
        (PathPattern(("/a*", "/b")),),
        (HostHeader(("*.example.com",)), HttpRequestMethod(("GET",))),
        (SourceIp(("10.0.0.0/8",)),),
    ]
)
actions: st.SearchStrategy[Action] = st.sampled_from(
    [
        Forward((Weighted("a"),)),
        Forward((Weighted("a", 3), Weighted("b", 0)), 60),
        Redirect(301, path="/x/#{path}"),
        FixedResponse(404, "text/html", '<p>"no"\n</p>'),
    ]
)


@given(plain, st.lists(conditions, max_size=1), actions, actions)
def test_rules_that_are_written_are_read_the_same(
    first: tuple[Condition, ...], more: list[Condition], action: Action, default: Action
) -> None:
    rules = Rules((Rule('one "rule"', 7, (*first, *more), action),), default)

    read, default_read = parse_rules("rules.toml", written(rules).encode()).rules
    assert set(read.conditions) == {*first, *more}
    assert (read.name, read.priority, read.action) == ('one "rule"', 7, action)
    assert default_read == rules.rules[-1]
