"""Each kind of condition, case by case, as the load balancer's documentation describes it."""

from typing import Any

import pytest

from router.rules.conditions import (
    HostHeader,
    HttpHeader,
    HttpRequestMethod,
    PathPattern,
    QueryString,
    SourceIp,
)
from router.rules.request import RuleRequest


def request(
    url: str = "/", method: str = "GET", source: str = "203.0.113.9", *headers: tuple[str, str]
) -> RuleRequest:
    return RuleRequest.of_url(method, url, headers, source)


PATHS = [
    # literal
    ("/", "/", True),
    ("/", "/a", False),
    ("/img", "/img", True),
    ("/img", "/img/", False),
    ("/img/", "/img", False),
    ("/img", "/IMG", False),
    ("/Img", "/Img", True),
    ("/img.png", "/imgxpng", False),
    ("/a+b", "/a+b", True),
    ("/a+b", "/aab", False),
    ("/$/~/\"'", "/$/~/\"'", True),
    ("/a(b)", "/a(b)", True),
    # * is any text, also none, slashes included
    ("/*", "/", True),
    ("/*", "/a", True),
    ("/*", "/a/b/c", True),
    ("*", "/a", True),
    ("*", "*", True),
    ("/img/*", "/img/", True),
    ("/img/*", "/img/a.png", True),
    ("/img/*", "/img/a/b.png", True),
    ("/img/*", "/img", False),
    ("/img/*", "/imgs/a", False),
    ("/img*", "/imgs/a", True),
    ("/img/*/pics", "/img/a/pics", True),
    ("/img/*/pics", "/img/a/b/pics", True),
    ("/img/*/pics", "/img//pics", True),
    ("/img/*/pics", "/img/pics", False),
    ("/img/*/pics", "/img/a/pics/", False),
    ("*.php", "/index.php", True),
    ("*.php", "/index.php5", False),
    ("/a*b*c", "/abc", True),
    ("/a*b*c", "/axxbyyc", True),
    ("/a*b*c", "/acb", False),
    ("/**", "/a", True),
    # the seed's
    ("/i/*/*/*", "/i/w/n/e", True),
    ("/i/*/*/*", "/i/-/d/a/b.css", True),
    ("/i/*/*/*", "/i/-/d", False),
    ("/i/*/*/*", "/i/a/b", False),
    ("/i/*/*/*", "/i///", True),
    ("/i/*/*/*", "/I/w/n/e", False),
    ("/i/*/*/*", "/x/i/w/n/e", False),
    # ? is exactly one character
    ("/?", "/a", True),
    ("/?", "/", False),
    ("/?", "/ab", False),
    ("/?", "//", True),
    ("/a?c", "/abc", True),
    ("/a?c", "/ac", False),
    ("/a??c", "/abbc", True),
    ("/v?/users/*", "/v2/users/7", True),
    ("/v?/users/*", "/v10/users/7", False),
    # raw: an escape is three characters, and the query is not looked at
    ("/a b", "/a%20b", False),
    ("/a%20b", "/a%20b", True),
    ("/a%2fb", "/a%2Fb", False),
    ("/a/b", "/a%2Fb", False),
    ("/a", "/a?x=1", True),
    ("/a?x=1", "/a?x=1", False),
    ("/é", "/%C3%A9", False),
    ("/a.*", "/a.txt", True),
    ("/a\\*", "/a\\xyz", True),  # a backslash means nothing in a path
    ("/img/*/*", "/img/a", False),
    ("/img/*/*", "/img/a/b", True),
    ("/*/pics", "/a/b/pics", True),
    ("/?/*", "/a/b", True),
    ("/api/v1/*", "/api/v1", False),
    ("/basket-?", "/basket-7", True),
]

HOSTS = [
    ("example.com", "example.com", True),
    ("example.com", "EXAMPLE.com", True),
    ("EXAMPLE.COM", "example.com", True),
    ("example.com", "example.com:8443", True),
    ("example.com", "www.example.com", False),
    ("example.com", "example.com.evil.test", False),
    ("example.com", "exampleXcom", False),
    ("*.example.com", "www.example.com", True),
    ("*.example.com", "a.b.example.com", True),
    ("*.example.com", "example.com", False),
    ("*.example.com", ".example.com", True),
    ("*example.com", "example.com", True),
    ("*example.com", "badexample.com", True),
    ("test.*", "test.example.com", True),
    ("test.*", "test.", True),
    ("t?st.example.com", "test.example.com", True),
    ("t?st.example.com", "tst.example.com", False),
    ("*.example.*", "forms.example.org", True),
    ("*", "anything", True),
    ("*", "", True),
    ("example.com", "", False),
    ("127.0.0.?", "127.0.0.1:8000", True),
    ("test.example.com", "test.example.com", True),
    ("*.example.com", "test.example.com:443", True),
]

HEADERS = [
    ("User-Agent", "*Chrome*", "Mozilla Chrome/156", True),
    ("user-agent", "*Chrome*", "Mozilla Chrome/156", True),
    ("User-Agent", "*chrome*", "Mozilla CHROME/156", True),
    ("User-Agent", "Chrome", "Mozilla Chrome/156", False),
    ("X-Version", "2", "2", True),
    ("X-Version", "2", "20", False),
    ("X-Version", "2?", "20", True),
    ("X-Version", "2?", "2", False),
    ("X-Version", "", "", True),
    ("X-Version", "*", "", True),
    ("X-Other", "*", None, False),
    ("X-Version", "a.b", "axb", False),
    ("X-Version", "a b", "a b", True),
    ("X-Version", "a\\*", "a\\b", True),
    ("User-Agent", "*Safari*", "Mozilla Chrome/156", False),
    ("X-Version", "1.?", "1.2", True),
]

QUERIES = [
    ("version", "v1", "version=v1", True),
    ("version", "v1", "VERSION=V1", True),
    ("version", "v1", "version=v10", False),
    ("version", "v1", "a=1&version=v1", True),
    ("version", "v1", "version=v1&version=v2", True),
    ("version", "v2", "version=v1&version=v2", True),
    ("version", "v1", "xversion=v1", False),
    ("version", "v1", "version", False),
    ("version", "v1", "", False),
    ("version", "*", "version=", True),
    ("version", "*", "version", True),
    ("version", "v?", "version=v7", True),
    ("version", "v?", "version=v", False),
    ("v*", "1", "version=1", True),
    ("v*", "1", "xv=1", False),
    ("*", "1", "anything=1", True),
    (None, "*example*", "a=an-example-b", True),
    (None, "*example*", "example=a", False),
    (None, "*example*", "", False),
    (None, "1", "a=2&b=1", True),
    ("a", "x\\*y", "a=x*y", True),
    ("a", "x\\*y", "a=xzy", False),
    ("a", "x\\?y", "a=x?y", True),
    ("a", "x\\\\y", "a=x\\y", True),
    ("a", "1=2", "a=1=2", True),
    ("a", "b c", "a=b%20c", False),
    ("a", "b%20c", "a=b%20c", True),
    ("a", "b+c", "a=b+c", True),
    (None, "*example*", "a=1&b=the-example", True),
    ("a", "", "a=", True),
]

METHODS = [
    ("GET", "GET", True),
    ("GET", "HEAD", False),
    ("GET", "get", False),
    ("POST", "GET", False),
    ("CUSTOM-METHOD", "CUSTOM-METHOD", True),
]

SOURCES = [
    ("203.0.113.0/24", "203.0.113.9", True),
    ("203.0.113.0/24", "203.0.114.9", False),
    ("203.0.113.9/32", "203.0.113.9", True),
    ("203.0.113.9/32", "203.0.113.8", False),
    ("0.0.0.0/0", "198.51.100.1", True),
    ("0.0.0.0/0", "2001:db8::1", False),
    ("2001:db8::/32", "2001:db8::1", True),
    ("2001:db8::/32", "2001:db9::1", False),
    ("10.0.0.0/8", "", False),
    ("10.0.0.0/8", "unix", False),
    ("192.0.2.0/24", "192.0.2.255", True),
    ("198.51.100.10/32", "198.51.100.11", False),
]

CASES: tuple[list[Any], ...] = (PATHS, HOSTS, HEADERS, QUERIES, METHODS, SOURCES)


def test_each_kind_is_looked_at_and_there_are_enough_cases() -> None:
    assert all(len(cases) == len(set(cases)) for cases in CASES)
    assert sum(map(len, CASES)) >= 150


@pytest.mark.parametrize(("pattern", "path", "fits"), PATHS)
def test_path_pattern(pattern: str, path: str, fits: bool) -> None:
    raw, _, query = path.partition("?")

    assert PathPattern((pattern,)).matches(RuleRequest("GET", raw, query, (), "")) is fits


@pytest.mark.parametrize(("pattern", "host", "fits"), HOSTS)
def test_host_header(pattern: str, host: str, fits: bool) -> None:
    assert HostHeader((pattern,)).matches(request("/", "GET", "", ("Host", host))) is fits


@pytest.mark.parametrize(("name", "pattern", "value", "fits"), HEADERS)
def test_http_header(name: str, pattern: str, value: str | None, fits: bool) -> None:
    sent = [] if value is None else [("User-Agent", value), ("X-Version", value)]

    assert HttpHeader(name, (pattern,)).matches(request("/", "GET", "", *sent)) is fits


@pytest.mark.parametrize(("key", "pattern", "query", "fits"), QUERIES)
def test_query_string(key: str | None, pattern: str, query: str, fits: bool) -> None:
    assert QueryString(((key, pattern),)).matches(RuleRequest("GET", "/", query, (), "")) is fits


@pytest.mark.parametrize(("value", "method", "fits"), METHODS)
def test_http_request_method(value: str, method: str, fits: bool) -> None:
    assert HttpRequestMethod((value,)).matches(request(method=method)) is fits


@pytest.mark.parametrize(("block", "source", "fits"), SOURCES)
def test_source_ip(block: str, source: str, fits: bool) -> None:
    assert SourceIp((block,)).matches(request(source=source)) is fits


def test_any_value_of_a_condition_is_enough() -> None:
    assert PathPattern(("/a", "/b")).matches(request("/b"))
    assert HostHeader(("a.test", "b.test")).matches(request("https://b.test/"))
    assert HttpRequestMethod(("GET", "POST")).matches(request(method="POST"))
    assert QueryString((("a", "1"), (None, "2"))).matches(request("/?b=2"))
    assert SourceIp(("10.0.0.0/8", "203.0.113.0/24")).matches(request())


def test_any_of_a_repeated_header_is_enough() -> None:
    sent = request("/", "GET", "", ("X-Version", "1"), ("X-Version", "2"))

    assert HttpHeader("X-Version", ("2",)).matches(sent)


def test_a_forwarded_address_is_not_the_source() -> None:
    assert not SourceIp(("10.0.0.0/8",)).matches(
        request("/", "GET", "203.0.113.9", ("X-Forwarded-For", "10.0.0.1"))
    )
