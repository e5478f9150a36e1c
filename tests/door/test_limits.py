"""Too much and too slow, over real sockets. Rows 11, 13 and 14 of the threats."""

import itertools
import time
from collections.abc import Callable

import pytest

from door.limits import Limits
from tests.door.conftest import House
from tests.door.wire import GET, connected, drip, read_to_end, status_of, was_reset
from tests.support.raw import exchange
from tests.support.serving import wait_until

HEAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"


def request(*fields: bytes) -> bytes:
    return b"\r\n".join([b"GET / HTTP/1.1", *fields, b"", b""])


@pytest.mark.parametrize(
    "fields",
    [
        (), (b"Host: a", b"Host: a"), (b"Host: a", b"Host: b"), (b"Host: a", b"host: a"), (b"Host:",),
        (b"Host: a b",), (b"Host: a/b",), (b"Host: u@a",), (b"Host: a:port",), (b"Host: a,b",),
        (b"Host: [::1",), ("Host: bücher".encode(),),
    ],
)  # fmt: skip
def test_11_a_host_that_is_missing_repeated_or_malformed_reaches_no_handler(
    house: House, fields: tuple[bytes, ...]
) -> None:
    answer = exchange(house.url, request(*fields))

    assert answer.status == 400
    assert answer.header("content-type") == "application/problem+json"
    assert house.scopes == []


def test_13_the_number_of_fields_is_limited_to_the_field(house: House) -> None:
    most = [b"Host: a", *([b"x: y"] * (Limits().fields - 1))]

    assert exchange(house.url, request(*most)).status == 200
    assert exchange(house.url, request(*most, b"x: y")).status == 431
    assert len(house.scopes) == 1


def test_13_the_size_of_the_head_is_limited_to_the_byte(house: House) -> None:
    room = Limits().head_size - len("/") - len("hosta") - len("x")

    assert exchange(house.url, request(b"Host: a", b"x: " + b"y" * room)).status == 200
    assert exchange(house.url, request(b"Host: a", b"x: " + b"y" * (room + 1))).status == 431
    assert exchange(house.url, b"GET /" + b"y" * Limits().head_size + b" HTTP/1.1\r\n\r\n").status == 431


@pytest.mark.parametrize(
    "start",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nx: ",  # a field that never ends
        b"GET /",  # a target that never ends
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx: ",  # a trailer
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;",  # a chunk's extension
    ],
)
def test_13_what_never_ends_is_not_collected(house: House, start: bytes) -> None:
    sent = 0
    with connected(house.url) as connection:
        try:
            connection.sendall(start)
            for _ in range(64):
                connection.sendall(b"y" * 65536)
                sent += 65536
        except (ConnectionResetError, BrokenPipeError):
            pass
        got = read_to_end(connection)

    assert got.startswith(b"HTTP/1.1 431 ") or (got == b"" and sent < 64 * 65536)
    assert house.bodies == []


def test_trailers_and_underscores_say_nothing(house: House) -> None:
    chunked = (
        b"POST / HTTP/1.1\r\nHost: a\r\nX_Forwarded_For: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2\r\nhi\r\n0\r\nAuthorization: Bearer x\r\n\r\n"
    )

    assert exchange(house.url, chunked).status == 200
    assert house.bodies == [b"hi"]
    assert house.header(b"authorization") == house.header(b"x_forwarded_for") == []


def test_14_a_connection_that_says_nothing_is_closed(quick_house: House) -> None:
    with connected(quick_house.url) as connection:
        assert read_to_end(connection) == b""


@pytest.mark.parametrize("start", [b"G", b"GET / HTTP/1.1\r\nHost: a\r\nx", b"\r\n"])
def test_14_headers_that_take_too_long_are_refused(quick_house: House, start: bytes) -> None:
    parts = itertools.chain([start], itertools.repeat(b"y" if len(start) > 2 else b""))

    with connected(quick_house.url) as connection:
        got = drip(connection, parts, 0.05)

    assert got.startswith(b"HTTP/1.1 408 ")
    assert quick_house.scopes == []


def test_14_a_second_request_has_no_more_time_than_the_first(quick_house: House) -> None:
    with connected(quick_house.url) as connection:
        connection.sendall(GET)
        assert status_of(connection) == 200
        got = drip(connection, itertools.chain([GET[:20]], itertools.repeat(b"y")), 0.05)

    assert b" 408 " in got
    assert len(quick_house.scopes) == 1


def test_14_an_idle_connection_between_requests_is_left_alone(quick_house: House) -> None:
    with connected(quick_house.url) as connection:
        for _ in range(2):
            connection.sendall(GET)
            assert status_of(connection) == 200
            time.sleep(0.6)  # longer than a head may take

    assert len(quick_house.scopes) == 2


def test_14_a_body_that_stops_is_refused(quick_house: House) -> None:
    with connected(quick_house.url) as connection:
        connection.sendall(HEAD + b"abc")
        got = read_to_end(connection)

    assert got.startswith(b"HTTP/1.1 408 ")
    wait_until(lambda: quick_house.gone == 1)  # the handler was told
    assert quick_house.bodies == []


def test_14_a_body_that_drips_is_refused(quick_house: House) -> None:
    begun = time.monotonic()
    with connected(quick_house.url) as connection:
        got = drip(connection, itertools.chain([HEAD], itertools.repeat(b"y")), 0.1)

    assert got.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - begun >= 1.2 - 0.1  # not because it was idle


def test_14_a_large_body_that_keeps_coming_has_the_time_it_needs(open_house: Callable[..., House]) -> None:
    house = open_house(body=0.2, body_rate=100, tick=0.02)
    parts = [b"y" * 500] * 4
    with connected(house.url) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n")
        for part in parts:
            connection.sendall(part)
            time.sleep(0.15)
        assert status_of(connection) == 200

    assert house.bodies == [b"".join(parts)]


def test_14_an_answer_that_nobody_reads_is_dropped(quick_house: House) -> None:
    quick_house.size = 8 * 1024 * 1024
    with connected(quick_house.url, receive_buffer=4096) as connection:
        connection.sendall(GET)
        time.sleep(2)  # it is not read

        assert was_reset(connection), "what the system held for us is gone as well"


def test_a_slow_reader_who_gets_on_is_served(open_house: Callable[..., House]) -> None:
    house = open_house(write=2.0, tick=0.1)
    house.size = 8 * 1024 * 1024  # in one piece, of which the system takes less than half at once
    got = 0
    with connected(house.url, receive_buffer=65536) as connection:
        connection.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        while part := connection.recv(65536):
            got += len(part)
            time.sleep(0.03)

    assert got > house.size


def test_a_body_that_nobody_wants_may_end_but_not_go_on(quick_house: House) -> None:
    quick_house.reads = False
    with connected(quick_house.url) as connection:
        got = drip(connection, itertools.chain([HEAD], itertools.repeat(b"y")), 0.1)

    assert got.startswith(b"HTTP/1.1 200 ")
    assert got.count(b"HTTP/1.1") == 1


def test_40_a_connection_is_used_again_and_kept_longer_than_the_load_balancer_keeps_it(house: House) -> None:
    assert Limits().between > 60
    with connected(house.url) as connection:
        for _ in range(300):
            connection.sendall(GET)
            assert status_of(connection) == 200

    assert len(house.scopes) == 300


def test_a_connection_without_requests_ends_after_a_while(open_house: Callable[..., House]) -> None:
    house = open_house(between=1, head=600, tick=0.05)
    with connected(house.url) as connection:
        for _ in range(3):
            connection.sendall(GET)
            assert status_of(connection) == 200

        assert connection.recv(1) == b"", "it was closed, without a word"

    assert len(house.scopes) == 3


def test_many_requests_in_one_packet_are_each_answered(house: House) -> None:
    with connected(house.url) as connection:
        connection.sendall(GET * 5 + GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        got = read_to_end(connection)

    assert got.count(b"HTTP/1.1 200 ") == 6


def test_a_good_request_before_a_bad_one_is_not_answered_twice(house: House) -> None:
    with connected(house.url) as connection:
        connection.sendall(GET + b"GET /../x HTTP/1.1\r\nHost: a\r\n\r\n")
        got = read_to_end(connection)

    assert got.count(b"HTTP/1.1 ") <= 2
    assert house.paths in ([], ["/"])
