"""Rules files: read whole, every fault with its line, within what a load balancer takes."""

import pytest

from router.rules.actions import FixedResponse, Forward, Redirect, Weighted
from router.rules.conditions import HttpHeader, PathPattern, QueryString
from router.rules.declaration import SHIPPED, RulesFaults, parse_rules, read_rules
from router.rules.request import RuleRequest
from router.rules.rule import Rules

DEFAULT = '\n[default]\nforward = "api"\n'
RULE = '[[rule]]\npriority = 1\npath_pattern = ["/a"]\n'


def rules(text: str) -> Rules:
    return parse_rules("rules.toml", text.encode())


def faults(text: str) -> list[str]:
    with pytest.raises(RulesFaults) as raised:
        rules(text)
    return [str(fault) for fault in raised.value.faults]


def test_a_whole_file() -> None:
    read = rules(
        """
[[rule]]
name = "beta"
priority = 20
path_pattern = ["/a*", "/b"]
http_header = [{ name = "X-Beta", values = ["1"] }]
query_string = [[{ key = "v", value = "2" }, { value = "beta" }]]
forward = { groups = [{ group = "blue", weight = 9 }, { group = "green" }], sticky_seconds = 60 }

[[rule]]
priority = 10
source_ip = ["10.0.0.0/8"]
redirect = { host = "inside.example.com", status = 301 }

[default]
fixed_response = { status = 404, body = "nothing here" }
"""
    )

    inside, beta, default = read.rules
    assert inside.action == Redirect(301, host="inside.example.com")
    assert beta.conditions == (
        PathPattern(("/a*", "/b")),
        HttpHeader("X-Beta", ("1",)),
        QueryString((("v", "2"), (None, "beta"))),
    )
    assert beta.action == Forward((Weighted("blue", 9), Weighted("green", 1)), 60)
    assert default.action == FixedResponse(404, "text/plain", "nothing here")


WRONG = [
    ("priority = 0", "rules.toml:2", "at least 1"),
    ('priority = 1\npath_patern = ["/a"]', "rules.toml:3", "Did you mean 'path_pattern'?"),
    ("priority = 1", "rules.toml:1", "has no condition"),
    ('priority = 1\npath_pattern = ["a"]', "rules.toml:1", "Begin with a slash"),
    ('priority = 1\npath_pattern = ["/a b"]', "rules.toml:1", "path-pattern '/a b'"),
    ("priority = 1\npath_pattern = []", "rules.toml:3", "at least 1"),
    ('priority = 1\npath_pattern = ["/a", "/b", "/c", "/d"]', "rules.toml:1", "At most 3".lower()),
    ('priority = 1\npath_pattern = ["/*/*/*/*/*/*/*"]', "rules.toml:1", "has 7 wildcards"),
    (f'priority = 1\npath_pattern = ["/{"a" * 128}"]', "rules.toml:1", "129 characters"),
    ('priority = 1\nhost_header = ["localhost"]', "rules.toml:1", "a name with a dot"),
    ('priority = 1\nhost_header = ["a.b1"]', "rules.toml:1", "host-header 'a.b1'"),
    ('priority = 1\nhttp_request_method = ["get"]', "rules.toml:1", "capitals"),
    ('priority = 1\nhttp_request_method = ["*"]', "rules.toml:1", "without wildcards"),
    ('priority = 1\nsource_ip = ["10.0.0.1/8"]', "rules.toml:1", "host bits"),
    ('priority = 1\nsource_ip = ["example.com"]', "rules.toml:1", "Give a block"),
    ('priority = 1\nhttp_header = [{ name = "Host", values = ["a"] }]', "rules.toml:1", "Use host_header"),
    ('priority = 1\nhttp_header = [{ name = "X Y", values = ["a"] }]', "rules.toml:1", "header's name"),
    (
        f'priority = 1\nhttp_header = [{{ name = "{"x" * 41}", values = ["a"] }}]',
        "rules.toml:1",
        "at most 40",
    ),
    ('priority = 1\nquery_string = [[{ key = "a" }]]', "rules.toml:3", "value"),
]


@pytest.mark.parametrize(("body", "place", "told"), WRONG)
def test_a_wrong_condition(body: str, place: str, told: str) -> None:
    (fault,) = faults(f'[[rule]]\n{body}\nforward = "api"\n{DEFAULT}')

    assert fault.startswith(f"{place}: ")
    assert told in fault


WRONG_ACTIONS = [
    ("", "does not say what to do"),
    ('forward = "a"\nfixed_response = { status = 200 }', "Give one of"),
    ("fixed_response = { status = 302 }", "use redirect"),
    ("fixed_response = { status = 99 }", "at least 200"),
    ('fixed_response = { status = 200, content_type = "image/png" }', "Use one of text/plain"),
    (f'fixed_response = {{ status = 200, body = "{"x" * 1025}" }}', "at most 1024"),
    ("redirect = { status = 301 }", "where the request came from"),
    ('redirect = { status = 307, path = "/b" }', "302"),
    ('redirect = { path = "b" }', "Begin it with a slash"),
    ('redirect = { protocol = "ftp", path = "/b" }', "ftp"),
    ('forward = { groups = [{ group = "a", weight = 0 }] }', "all have weight 0"),
    ('forward = { groups = [{ group = "a", weight = 1000 }] }', "at most 999"),
    ('forward = { groups = [{ group = "a" }], sticky_seconds = 604801 }', "at most 604800"),
    (
        "forward = { groups = [" + ", ".join(f'{{ group = "g{number}" }}' for number in range(6)) + "] }",
        "at most 5",
    ),
]


@pytest.mark.parametrize(("body", "told"), WRONG_ACTIONS)
def test_a_wrong_action(body: str, told: str) -> None:
    found = faults(f"{RULE}{body}\n{DEFAULT}")

    assert any(told in fault for fault in found), found


def test_all_faults_of_a_file_are_told_at_once() -> None:
    found = faults(
        f'{RULE}forward = "a"\n[[rule]]\npriority = 1\nhost_header = ["x"]\nforward = "b"\n{DEFAULT}'
    )

    assert [fault.partition(" ")[0] for fault in found] == ["rules.toml:1:", "rules.toml:5:", "rules.toml:5:"]


def test_more_rules_than_a_load_balancer_takes() -> None:
    many = "".join(
        f'[[rule]]\npriority = {number}\npath_pattern = ["/{number}"]\nforward = "a"\n'
        for number in range(1, 102)
    )

    assert any("100 rules" in fault for fault in faults(many + DEFAULT))


def test_there_must_be_a_default() -> None:
    assert faults(f'{RULE}forward = "a"\n') == ["rules.toml:1: has no 'default'. Add it."]


SHIPPED_CASES = [
    ("GET", "/i/w/n/e", "production"),
    ("POST", "/i/w/n/e", "production"),
    ("GET", "/i/-/0123/a.css", "production"),
    ("POST", "/api/submit/e/n", "production"),
    ("GET", "/interfaces", "api"),
    ("POST", "/interfaces/create", "api"),
    ("GET", "/workflow-executions/e/nodes/n", "api"),
    ("GET", "/publications/p/events", "api"),
    ("GET", "/3f1c2b4a-6d5e-4f70-8a9b-1c2d3e4f5a6b", "preview"),
    ("POST", "/webhooks/github", "preview"),
    ("GET", "/", "preview"),
    ("OPTIONS", "*", "api"),
]


@pytest.mark.parametrize(("method", "path", "group"), SHIPPED_CASES)
def test_the_shipped_rules(method: str, path: str, group: str) -> None:
    winner = read_rules(SHIPPED).winner(RuleRequest(method, path, "", (), ""))

    assert winner.action == Forward((Weighted(group),))
