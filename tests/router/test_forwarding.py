"""Header rules of the proxy, one sentence a row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.forwarding import HOP_BY_HOP, request_headers, response_headers
from router.targets.config import ForwardedFor

Pairs = list[tuple[bytes, bytes]]

HOST = (b"host", b"forms.example.com")
OURS = {
    "host": "forms.example.com",
    "x-forwarded-host": "forms.example.com",
    "x-forwarded-proto": "https",
    "x-forwarded-for": "203.0.113.9",
    "x-request-id": "abc",
}


def sent(*received: tuple[bytes, bytes]) -> list[tuple[str, str]]:
    """What reaches the API of these headers, without those we always add."""
    headers = request_headers([HOST, *received], "https", "203.0.113.9", "abc")
    told = [(name.decode(), value.decode()) for name, value in headers]
    assert {name: [value for each, value in told if each == name] for name in OURS} == {
        name: [value] for name, value in OURS.items()
    }
    return [(name, value) for name, value in told if name not in OURS]


REQUESTS: list[tuple[str, Pairs, list[tuple[str, str]]]] = [
    ("an ordinary header passes", [(b"accept", b"text/html")], [("accept", "text/html")]),
    ("the caller's token passes", [(b"authorization", b"Bearer x")], [("authorization", "Bearer x")]),
    (
        "repeated headers stay apart and in order",
        [(b"cookie", b"a=1"), (b"x", b"1"), (b"cookie", b"b=2")],
        [("cookie", "a=1"), ("x", "1"), ("cookie", "b=2")],
    ),
    ("an empty value stays empty", [(b"x-empty", b"")], [("x-empty", "")]),
    ("UTF-8 in a value passes", [(b"x-name", "Zoë".encode())], [("x-name", "Zoë")]),
    ("Connection ends here", [(b"connection", b"keep-alive")], []),
    ("what Connection names ends here", [(b"connection", b"x-a, X-B"), (b"x-a", b"1"), (b"x-b", b"2")], []),
    ("Connection cannot take the length away",
     [(b"connection", b"content-length"), (b"content-length", b"3")], [("content-length", "3")]),
    ("Connection cannot take our own headers away", [(b"connection", b"host, x-forwarded-for")], []),
    ("Keep-Alive ends here", [(b"keep-alive", b"timeout=5")], []),
    ("TE ends here", [(b"te", b"trailers")], []),
    ("Transfer-Encoding ends here", [(b"transfer-encoding", b"chunked")], []),
    ("Upgrade ends here", [(b"upgrade", b"websocket")], []),
    ("Proxy-Authorization is not for the API", [(b"proxy-authorization", b"Basic x")], []),
    ("Expect was answered by us", [(b"expect", b"100-continue")], []),
    ("nobody names another client", [(b"x-forwarded-for", b"127.0.0.1"), (b"x-real-ip", b"127.0.0.1")], []),
    ("nobody names another host", [(b"x-forwarded-host", b"evil.example"), (b"x-forwarded-port", b"1")], []),
    ("nobody names another scheme", [(b"x-forwarded-proto", b"http"), (b"forwarded", b"proto=http")], []),
    ("nobody speaks for the load balancer",
     [(b"x-amzn-oidc-data", b"a.b.c"), (b"x-amzn-oidc-identity", b"x")], []),
    ("underscores are not dashes", [(b"x_amzn_oidc_data", b"a.b.c"), (b"x_request_id", b"1")], []),
    ("a foreign request id is replaced", [(b"x-request-id", b"other")], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("received", "expected"), [row[1:] for row in REQUESTS], ids=[row[0] for row in REQUESTS]
)
def test_request_headers(received: Pairs, expected: list[tuple[str, str]]) -> None:
    assert sent(*received) == expected


TRACE = b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"
CAME: Pairs = [(b"x-forwarded-for", b"198.51.100.1"), (b"forwarded", b"for=198.51.100.1")]
FOR, FORWARDED = b"x-forwarded-for", b"forwarded"
MODES: list[tuple[ForwardedFor, Pairs]] = [
    ("replace", [(FOR, b"203.0.113.9")]),
    ("append", [(FOR, b"198.51.100.1, 203.0.113.9"), (FORWARDED, b"for=198.51.100.1, for=203.0.113.9")]),
    ("preserve", CAME),
    ("remove", []),
]


@pytest.mark.parametrize(("mode", "expected"), MODES)
def test_who_called_is_told_as_the_group_says(mode: ForwardedFor, expected: Pairs) -> None:
    told = request_headers([HOST, *CAME], "https", "203.0.113.9", "abc", mode)

    assert [pair for pair in told if pair[0] in (FOR, FORWARDED)] == expected


@pytest.mark.parametrize(
    ("sent", "passes"),
    [([TRACE], True), ([TRACE, TRACE], False), ([b"00-" + b"0" * 32 + TRACE[35:]], False), ([b"x"], False)],
)
def test_a_trace_goes_on_when_it_is_one(sent: list[bytes], passes: bool) -> None:
    headers = [HOST, (b"tracestate", b"a=1"), *((b"traceparent", each) for each in sent)]

    told = dict(request_headers(headers, "https", "", "abc"))

    assert (b"traceparent" in told, b"tracestate" in told) == (passes, passes)


RESPONSES: list[tuple[str, int, Pairs, Pairs]] = [
    ("an ordinary header passes", 200, [(b"etag", b'"1"')], [(b"etag", b'"1"')]),
    (
        "cookies stay apart",
        200,
        [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")],
        [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")],
    ),
    ("the connection's own headers end here", 200, [(b"connection", b"close"), (b"keep-alive", b"x")], []),
    ("what Connection names ends here", 200, [(b"connection", b"X-Hop"), (b"x-hop", b"1")], []),
    ("chunks are made anew", 200, [(b"transfer-encoding", b"chunked")], []),
    ("the server writes its own date and name", 200, [(b"date", b"x"), (b"server", b"y")], []),
    ("the request id is ours", 200, [(b"x-request-id", b"x")], []),
    ("a length passes", 200, [(b"content-length", b"5")], [(b"content-length", b"5")]),
    ("304 announces no length", 304, [(b"content-length", b"5"), (b"etag", b"x")], [(b"etag", b"x")]),
    ("a location is handed on", 302, [(b"location", b"/x")], [(b"location", b"/x")]),
]


@pytest.mark.parametrize(
    ("status", "received", "expected"), [row[1:] for row in RESPONSES], ids=[row[0] for row in RESPONSES]
)
def test_response_headers(status: int, received: Pairs, expected: Pairs) -> None:
    assert response_headers(status, received) == expected


NAMES = st.sampled_from(
    [b"host", b"x-a", b"x-b", b"cookie", b"content-length", b"x-forwarded-for", *HOP_BY_HOP]
)


@given(st.lists(st.tuples(NAMES, st.sampled_from([b"1", b"x-a", b"X-B, host", b"close, x-forwarded-for"]))))
def test_whatever_a_caller_sends_the_api_hears_one_voice(received: Pairs) -> None:
    """No hop-by-hop header passes, what Connection names does not, and ours are there exactly once."""
    named = {
        name.strip().lower()
        for field, value in received
        if field == b"connection"
        for name in value.split(b",")
    }

    passed = [name.lower().encode() for name, _ in sent(*(pair for pair in received if pair[0] != b"host"))]

    assert not set(HOP_BY_HOP) & set(passed)
    assert not (named - {b"content-length"}) & set(passed)
