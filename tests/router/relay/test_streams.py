"""What a proxy must leave whole: early answers, interim ones, trailers, web sockets, large bodies."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from starlette.types import Send
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from tests.router.conftest import StartEdge
from tests.router.relay.group import routed
from tests.support.neighbour import Neighbour, Received
from tests.support.raw import exchange, playing

MB = 1024 * 1024
HEAD = b"HTTP/1.1 200 OK\r\n"


def say(answer: bytes) -> Callable[[socket.socket], None]:
    def play(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(65536)

    return play


def say_nothing(connection: socket.socket) -> None:
    """Reads the request, and waits until the other side gives up."""
    connection.recv(65536)
    connection.recv(1)


GARBAGE = [
    ("another protocol", b"SSH-2.0-OpenSSH_9.2\r\n"),
    ("a head without end", HEAD + b"x: " + b"y" * 600_000),
    ("too many fields", HEAD + b"x: y\r\n" * 101 + b"\r\n"),
    ("fields above 64 KiB", HEAD + b"".join(b"x%d: %b\r\n" % (n, b"y" * 8000) for n in range(9)) + b"\r\n"),
    (
        "two ways to frame",
        HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
    ),
    ("two lengths", HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
    ("an unknown coding", HEAD + b"Transfer-Encoding: gzip\r\n\r\nxx"),
    ("a switch that nobody asked for", b"HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
    ("a space before the colon", HEAD + b"Content-Length : 1\r\n\r\nx"),
    ("nothing", b""),
]


@pytest.mark.parametrize("answer", [row[1] for row in GARBAGE], ids=[row[0] for row in GARBAGE])
def test_what_is_no_answer_is_not_handed_on(start_edge: StartEdge, tmp_path: Path, answer: bytes) -> None:
    with playing(say(answer)) as url:
        edge = routed(start_edge, tmp_path, url)
        assert httpx2.get(f"{edge.url}/x").status_code == 502


def test_interim_answers_pass_and_trailers_do_not(start_edge: StartEdge, tmp_path: Path) -> None:
    answer = (
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
        + HEAD
        + b"Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n"
    )
    with playing(say(answer)) as url:
        edge = routed(start_edge, tmp_path, url)
        host, port = edge.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as caller:
            caller.sendall(b"GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            got = b"".join(iter(lambda: caller.recv(65536), b""))

    interim, _, final = got.partition(b"\r\n\r\n")
    assert interim == b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>"
    assert final.startswith(HEAD)
    assert final.endswith(b"\r\n\r\n2\r\nok\r\n0\r\n\r\n")
    assert b"x-sum" not in final.lower()


def test_a_body_without_length_ends_with_its_connection(start_edge: StartEdge, tmp_path: Path) -> None:
    with playing(say(HEAD + b"\r\nall of it")) as url:
        edge = routed(start_edge, tmp_path, url)
        assert httpx2.get(f"{edge.url}/x").text == "all of it"


def test_a_body_that_nobody_wants_is_not_sent(start_edge: StartEdge, tmp_path: Path) -> None:
    """The target refuses by the head alone; the caller never hears `100 Continue`."""
    with playing(say(b"HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n")) as url:
        edge = routed(start_edge, tmp_path, url)
        head = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"
        assert exchange(edge.url, head).status == 413


def test_an_answer_before_the_body_is_over_is_handed_on(start_edge: StartEdge, tmp_path: Path) -> None:
    with playing(say(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")) as url:
        edge = routed(start_edge, tmp_path, url)
        begun = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1000
        assert exchange(edge.url, begun).status == 403


@pytest.mark.parametrize("kind", ["first_byte", "total"])
def test_a_rule_says_how_long_it_waits(start_edge: StartEdge, tmp_path: Path, kind: str) -> None:
    forward = f'forward = {{ groups = [{{ group = "blue" }}], timeouts = {{ {kind} = 0.2 }} }}'
    with playing(say_nothing) as url:
        edge = routed(start_edge, tmp_path, url, forward=forward)
        assert httpx2.get(f"{edge.url}/x").status_code == 504


async def _pour(_request: Received, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(64):
        await send({"type": "http.response.body", "body": bytes(MB), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def test_64_mb_come_down_whole(
    start_edge: StartEdge, tmp_path: Path, api_url: str, neighbour: Neighbour
) -> None:
    neighbour.on("GET", "/pour", _pour)
    edge = routed(start_edge, tmp_path, api_url)
    with httpx2.stream("GET", f"{edge.url}/pour", timeout=60) as got:
        assert sum(len(part) for part in got.iter_raw()) == 64 * MB


async def _echo(socket: ServerConnection) -> None:
    async for message in socket:
        await socket.send(message)


@pytest.mark.anyio
async def test_a_web_socket_carries_messages_both_ways(start_edge: StartEdge, tmp_path: Path) -> None:
    async with serve(_echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        edge = await asyncio.to_thread(routed, start_edge, tmp_path, f"http://127.0.0.1:{port}")
        async with connect(f"{edge.url.replace('http', 'ws')}/echo", proxy=None) as caller:
            for number in range(200):
                await caller.send("x" * (number * 50))
                assert await caller.recv() == "x" * (number * 50)
            await caller.send(bytes(MB // 2))
            assert await caller.recv() == bytes(MB // 2)


@pytest.mark.anyio
async def test_a_web_socket_that_the_target_refuses_is_an_answer(
    start_edge: StartEdge, tmp_path: Path
) -> None:
    with playing(say(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")) as url:
        edge = await asyncio.to_thread(routed, start_edge, tmp_path, url)
        ask = b"GET /x HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
        got = await asyncio.to_thread(exchange, edge.url, ask + b"early bytes")

    assert got.status == 403
