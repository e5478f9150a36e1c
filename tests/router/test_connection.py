"""The connections to the API: kept, repeated only where that is safe, never out of step."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from router.api_client import request_bytes
from router.connection import Answer, ConnectionBroken, NotHttp
from router.connection_pool import CannotConnect, ConnectionPool, open_pool
from tests.support.raw import playing

pytestmark = pytest.mark.anyio

GET = request_bytes("GET", "/thing", {"Host": "api"}, None)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Plays one list of answers per connection; remembers what each connection was asked."""

    def __init__(self, *connections: list[bytes]) -> None:
        self.asked: list[list[bytes]] = []
        self._plans = list(connections)

    def __call__(self, connection: socket.socket) -> None:
        asked: list[bytes] = []
        self.asked.append(asked)
        for answer in self._plans[len(self.asked) - 1]:
            asked.append(connection.recv(65536))
            connection.sendall(answer)


async def ask(server: Callable[[socket.socket], None], times: int = 1, request: bytes = GET) -> list[Answer]:
    with playing(server) as url:
        async with open_pool(url) as pool:
            return [await pool.exchange(request, repeatable=request is GET) for _ in range(times)]


async def test_an_answer() -> None:
    said = b"HTTP/1.1 422 No\r\nContent-Type: a/b\r\nETag: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    server = Server([said + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"])

    (answer,) = await ask(server)

    assert (answer.status, answer.body) == (422, b"abcde")
    assert (answer.headers["content-type"], answer.headers["etag"]) == ("a/b", "x")


async def test_a_connection_is_kept() -> None:
    server = Server([OK, OK, OK])

    await ask(server, times=3)

    assert server.asked == [[GET, GET, GET]]


async def test_a_connection_the_api_will_close_is_not_kept() -> None:
    closing = OK.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")
    server = Server([closing], [closing])

    await ask(server, times=2)

    assert server.asked == [[GET], [GET]]


async def test_reading_is_repeated_when_the_kept_connection_was_closed() -> None:
    server = Server([OK], [OK])  # the first connection is closed after its answer

    first, second = await ask(server, times=2)

    assert first == second


async def test_a_change_is_not_repeated_when_a_kept_connection_breaks() -> None:
    def answer_once_then_hang_up_on_the_second(connection: socket.socket) -> None:
        asked.append(connection.recv(65536))
        connection.sendall(OK)
        asked.append(connection.recv(65536))

    asked: list[bytes] = []
    change = request_bytes("PATCH", "/thing", {"Host": "api"}, b"{}")

    with pytest.raises(ConnectionBroken):
        await ask(answer_once_then_hang_up_on_the_second, times=2, request=change)

    assert asked == [change, change]


async def test_reading_is_not_repeated_once_an_answer_began() -> None:
    server = Server([OK, b"HTTP/1.1 200 OK\r\nContent-Le"], [OK])

    with pytest.raises(ConnectionBroken):
        await ask(server, times=2)

    assert len(server.asked) == 1


async def test_an_announcement_is_not_the_answer() -> None:
    server = Server([b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK])

    (answer,) = await ask(server)

    assert (answer.status, "link" in answer.headers) == (200, False)


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n" + b"x" * 5_000_000,
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 5_000_000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ],
)
async def test_what_is_no_answer(said: bytes) -> None:
    with pytest.raises(NotHttp):
        await ask(Server([said]))


async def test_a_second_answer_meets_nobody_elses_request() -> None:
    server = Server([OK + OK.replace(b"{}", b"[]")], [OK])

    answers = await ask(server, times=2)

    assert [answer.body for answer in answers] == [b"{}", b"{}"]
    assert len(server.asked) == 2


@pytest.fixture
async def hanging() -> AsyncIterator[tuple[ConnectionPool, list[bytes]]]:
    """A pool whose server answers late, and what the server read of each connection to its end."""
    read: list[bytes] = []

    def play(connection: socket.socket) -> None:
        asked = connection.recv(65536)
        while more := connection.recv(65536):
            asked += more
        read.append(asked)

    with playing(play) as url:
        async with open_pool(url) as pool:
            yield pool, read


async def test_giving_up_ends_the_connection(hanging: tuple[ConnectionPool, list[bytes]]) -> None:
    pool, read = hanging

    for _ in range(2):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await pool.exchange(GET, repeatable=True)

    async with asyncio.timeout(5):
        while len(read) < 2:
            await asyncio.sleep(0.01)
    assert read == [GET, GET]


async def test_nobody_listens() -> None:
    async with open_pool("http://127.0.0.1:1") as pool:
        with pytest.raises(CannotConnect):
            await pool.exchange(GET, repeatable=True)


async def test_many_at_once_get_their_own_answers() -> None:
    def echo(connection: socket.socket) -> None:
        while asked := connection.recv(65536):
            path = asked.split(b" ")[1]
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(path), path))

    with playing(echo) as url:
        async with open_pool(url) as pool:
            paths = [f"/{number}" for number in range(300)]
            requests = [request_bytes("GET", path, {"Host": "api"}, None) for path in paths]
            answers = await asyncio.gather(*(pool.exchange(one, repeatable=True) for one in requests))

    assert [answer.body.decode() for answer in answers] == paths


@pytest.mark.parametrize("value", ["x\r\nX-Forwarded-For: 1", "x\nY: 1", "x\r"])
def test_a_value_cannot_begin_another_header(value: str) -> None:
    with pytest.raises(ValueError, match="line"):
        request_bytes("GET", "/", {"X-Request-Id": value}, None)
    with pytest.raises(ValueError, match="line"):
        request_bytes("GET", f"/{value}", {}, None)


async def test_an_exchange_ends_in_time_whatever_was_before_it() -> None:
    def answer_twice_then_wait(connection: socket.socket) -> None:
        for _ in range(2):
            connection.recv(65536)
            connection.sendall(OK)
        while connection.recv(65536):
            pass

    with playing(answer_twice_then_wait) as url:
        async with open_pool(url, limit=0.2) as pool, asyncio.timeout(10):
            for _ in range(2):
                assert (await pool.exchange(GET, repeatable=True)).status == 200
                await asyncio.sleep(
                    0.15
                )  # the timer of the first looks while the second is under way or over
            with pytest.raises(TimeoutError):
                await pool.exchange(GET, repeatable=True)


async def test_waiting_for_a_place_ends_in_time(
    hanging: tuple[ConnectionPool, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, _ = hanging
    monkeypatch.setattr(pool, "_limit", 0.05)
    monkeypatch.setattr(pool, "_places", asyncio.Semaphore(0))

    with pytest.raises(TimeoutError):
        await pool.exchange(GET, repeatable=True)
