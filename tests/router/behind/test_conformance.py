"""No request that RFC 9112 forbids reaches a target, byte by byte; what is odd but allowed arrives plain."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.router.behind.conftest import Rules
from tests.router.conftest import RunningEdge
from tests.support.raw import exchange, playing

POST = b"POST /x HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
GET = b"GET /x HTTP/1.1\r\nHost: a\r\n"

FORBIDDEN = [
    # 2.2: line ends and white space
    b"GET /x HTTP/1.1\r\nHost: a\rb\r\n\r\n",
    b"GET /x HTTP/1.1\r\n Host: a\r\n\r\n",
    b"\x00" + GET + b"\r\n",
    # 2.3, 3: the request line
    b"GET /x\r\n\r\n",
    b"GET /x HTTP/2.0\r\nHost: a\r\n\r\n",
    b"GET /x HTTP/11\r\nHost: a\r\n\r\n",
    b"GET /x http/1.1\r\nHost: a\r\n\r\n",
    b"GET  HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /x HTTP/1.1 \r\nHost: a\r\n\r\n",
    b"G(T /x HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET x HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /x\tHTTP/1.1\r\nHost: a\r\n\r\n",
    b"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
    # 3.2: Host
    b"GET /x HTTP/1.1\r\n\r\n",
    GET + b"Host: a\r\n\r\n",
    GET + b"Host: b\r\n\r\n",
    # 5: fields
    GET + b"X-One : 1\r\n\r\n",
    GET + b"X One: 1\r\n\r\n",
    GET + b": 1\r\n\r\n",
    GET + b"X-One\r\n\r\n",
    GET + b"X-One: 1\r\n folded\r\n\r\n",
    GET + b"X-One: a\x00b\r\n\r\n",
    GET + b"X-One: a\rb\r\n\r\n",
    # 6: how long the body is
    POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    POST + b"Content-Length: 3, 4\r\n\r\nabcd",
    POST + b"Content-Length: -1\r\n\r\n",
    POST + b"Content-Length: +3\r\n\r\nabc",
    POST + b"Content-Length: 0x3\r\n\r\nabc",
    POST + b"Content-Length: 3 3\r\n\r\nabc",
    POST + b"Content-Length:\r\n\r\n",
    POST + b"Content-Length: 99999999999999999999999\r\n\r\n",
    CHUNKED + b"Content-Length: 3\r\n\r\n0\r\n\r\n",
    POST + b"Transfer-Encoding: gzip\r\n\r\nabc",
    POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    POST + b"Transfer-Encoding: identity\r\n\r\nabc",
    POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    CHUNKED + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    b"POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    # 7.1: chunks
    CHUNKED + b"\r\nzz\r\nabc\r\n0\r\n\r\n",
    CHUNKED + b"\r\n0x3\r\nabc\r\n0\r\n\r\n",
    CHUNKED + b"\r\n-3\r\nabc\r\n0\r\n\r\n",
    CHUNKED + b"\r\nfffffffffffffffff\r\nabc\r\n0\r\n\r\n",
    CHUNKED + b"\r\n3\r\nabcd\r\n0\r\n\r\n",
    CHUNKED + b"\r\n\r\nabc\r\n0\r\n\r\n",
]  # fmt: skip

PLAIN = [
    (b"\r\n" + GET + b"\r\n", b""),
    (GET + b"X-One:\t 1 \t\r\n\r\n", b""),
    (POST + b"Content-Length: 3\r\n\r\nabc", b"abc"),
    (CHUNKED + b"\r\n3;name=value\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n", b"abc"),
    (POST + b"Transfer-Encoding: Chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", b"abc"),
    (GET + b"Connection: close, X-One\r\nX-One: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n\r\n", b""),
]
HOP_BY_HOP = (b"connection:", b"keep-alive:", b"te:", b"trailer:", b"upgrade:", b"proxy-", b"expect:")


@pytest.fixture(scope="module")
def seen() -> list[bytes]:
    """What the target received, byte by byte."""
    return []


@pytest.fixture(scope="module")
def behind(
    _start_edge: Callable[[ExitStack, dict[str, object]], RunningEdge], rules: Rules, seen: list[bytes]
) -> Iterator[str]:
    """The URL of a router in front of it."""

    def play(connection: socket.socket) -> None:
        while request := connection.recv(65536):
            seen.append(request)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with playing(play) as target, ExitStack() as stack:
        yield _start_edge(stack, {"rules": rules(target), "git_url": ""}).url


@pytest.mark.parametrize("request_", FORBIDDEN)
def test_what_is_forbidden_reaches_no_target(behind: str, seen: list[bytes], request_: bytes) -> None:
    seen.clear()

    assert exchange(behind, request_).status in (0, 400, 405, 413, 501, 505)
    assert seen == []


@pytest.mark.parametrize(("request_", "body"), PLAIN)
def test_what_is_odd_arrives_plain(behind: str, seen: list[bytes], request_: bytes, body: bytes) -> None:
    seen.clear()

    assert exchange(behind, request_).status == 200
    head, _, rest = b"".join(seen).partition(b"\r\n\r\n")
    fields = [line.lower().strip() for line in head.split(b"\r\n")[1:]]
    assert (head.split(b"\r\n")[0], rest) == (request_.lstrip().split(b"\r\n")[0], body)
    assert sum(field.startswith(b"host:") for field in fields) == 1
    framed = [field for field in fields if field.startswith((b"content-length", b"transfer-encoding"))]
    assert framed == ([b"content-length: %d" % len(body)] if body else [])
    assert not [field for field in fields if field.startswith(HOP_BY_HOP)]
    assert (b"x-one: 1" in fields) == (b"X-One:\t" in request_)
