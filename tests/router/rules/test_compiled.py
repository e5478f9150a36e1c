"""Rules made ready find what rules find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.rules.actions import FixedResponse
from router.rules.compiled import CompiledRules
from router.rules.conditions import (
    Condition,
    HostHeader,
    HttpHeader,
    HttpRequestMethod,
    PathPattern,
    QueryString,
    SourceIp,
)
from router.rules.request import RuleRequest
from router.rules.rule import Rule, Rules

CONDITIONS: st.SearchStrategy[Condition] = st.sampled_from(
    [
        PathPattern(("/a*", "/b|/c")),
        PathPattern(("*/x", "/(a)?")),
        PathPattern(("/*/*",)),
        HostHeader(("*.example.com",)),
        HttpHeader("X-Beta", ("1",)),
        HttpRequestMethod(("GET", "HEAD")),
        QueryString(((None, "v"),)),
        SourceIp(("10.0.0.0/8",)),
    ]
)
RULE_LISTS = st.lists(st.lists(CONDITIONS, min_size=1, max_size=3), max_size=6)
SCOPES = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "POST"]),
        "raw_path": st.sampled_from([b"/", b"/a", b"/a/x", b"/b|/c", b"/c", b"/(a)b", b"/i/j"]),
        "query_string": st.sampled_from([b"", b"k=v", b"v"]),
        "headers": st.sampled_from([[], [(b"host", b"f.example.com")], [(b"x-beta", b"1")]]),
        "client": st.sampled_from([None, ("10.1.2.3", 4)]),
        "scheme": st.just("http"),
    }
)


@given(RULE_LISTS, SCOPES)
def test_the_same_rule_wins(conditions: list[list[Condition]], scope: dict[str, object]) -> None:
    given_rules = [Rule(f"{n}", n, tuple(each), FixedResponse(404)) for n, each in enumerate(conditions, 1)]
    rules = Rules(tuple(given_rules), FixedResponse(404))

    place = CompiledRules(rules).place(scope)

    assert rules.rules[place] == rules.winner(RuleRequest.of_scope(scope))


@pytest.mark.parametrize("path", [b"/a", b"/x"])
def test_a_header_is_not_read_for_a_path(path: bytes) -> None:
    """A scope without headers would raise KeyError."""
    rule = Rule("a", 1, (PathPattern(("/a",)),), FixedResponse(404))

    assert CompiledRules(Rules((rule,), FixedResponse(503))).place({"raw_path": path}) == (path == b"/x")
