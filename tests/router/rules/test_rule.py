"""Which rule wins, and what it does."""

import pytest

from router.rules.actions import FixedResponse, Forward, Redirect, Weighted
from router.rules.conditions import HostHeader, HttpRequestMethod, PathPattern
from router.rules.explained import explained
from router.rules.request import RuleRequest
from router.rules.rule import Rule, Rules

RULES = Rules(
    (
        Rule("late", 50, (PathPattern(("/a*",)),), FixedResponse(418)),
        Rule("early", 5, (PathPattern(("/a*",)), HttpRequestMethod(("GET",))), Forward((Weighted("blue"),))),
        Rule("moved", 7, (HostHeader(("old.example.com",)),), Redirect(301, host="new.example.com")),
    ),
    Forward((Weighted("rest"),)),
)

WINNERS = [
    ("GET", "/a", "early"),
    ("GET", "/abc", "early"),
    ("POST", "/a", "late"),
    ("POST", "https://old.example.com/a", "moved"),
    ("GET", "https://old.example.com/a", "early"),
    ("GET", "/b", "default"),
    ("GET", "https://old.example.com/b", "moved"),
]


@pytest.mark.parametrize(("method", "url", "name"), WINNERS)
def test_the_lowest_priority_that_matches_wins(method: str, url: str, name: str) -> None:
    assert RULES.winner(RuleRequest.of_url(method, url)).name == name


def test_it_is_explained() -> None:
    told = list(explained(RULES, RuleRequest.of_url("POST", "http://old.example.com:8000/a?x=1")))

    assert told == [
        "    5 early: no, http-request-method GET does not match POST",
        "    7 moved: yes, host-header old.example.com",
        "-> redirect 301 to http://new.example.com:8000/a?x=1",
    ]


def test_the_default_is_explained() -> None:
    assert list(explained(RULES, RuleRequest.of_url("GET", "/b")))[-2:] == [
        "default: yes, nothing before it matched",
        "-> forward to rest",
    ]


LOCATIONS = [
    (Redirect(host="b.test"), "http://a.test/x?y=1", "http://b.test/x?y=1"),
    (Redirect(protocol="https", port="443"), "http://a.test/x", "https://a.test/x"),
    (Redirect(protocol="https", port="8443"), "http://a.test/x", "https://a.test:8443/x"),
    (Redirect(protocol="https", port="443"), "http://a.test:8000/x", "https://a.test/x"),
    (Redirect(path="/new/#{path}"), "http://a.test/x/y", "http://a.test/new/x/y"),
    (Redirect(path="/#{host}/#{path}"), "http://a.test/x", "http://a.test/a.test/x"),
    (Redirect(query="from=#{path}&#{query}"), "http://a.test/x?y=1", "http://a.test/x?from=x&y=1"),
    (Redirect(query=""), "http://a.test/x?y=1", "http://a.test/x"),
    (Redirect(path="/"), "http://a.test/x", "http://a.test/"),
    (Redirect(port="9000"), "http://a.test/x", "http://a.test:9000/x"),
    (Redirect(host="b.test"), "http://a.test//evil.example/x", "http://b.test//evil.example/x"),
]


@pytest.mark.parametrize(("redirect", "url", "location"), LOCATIONS)
def test_redirects_quote_the_request(redirect: Redirect, url: str, location: str) -> None:
    assert redirect.location(RuleRequest.of_url("GET", url)) == location
