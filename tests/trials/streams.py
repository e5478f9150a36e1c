"""Large bodies and many messages go through the router, and its memory stays as it is."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from tests.support.memory import Watched
from tests.support.serving import served
from tests.trials.router_process import router
from tests.trials.table import Row

MB = 1024 * 1024
MOST = 20.0  # MB that the router may grow
_ONE = '[group.blue]\ntargets = ["{}"]\n[default]\nforward = "blue"\n'


def streams(size: int) -> Row:
    """`size` MB down and up, and ten times as many messages both ways."""
    with tempfile.TemporaryDirectory() as name, served(_bodies) as target:
        folder = Path(name)
        with router(folder, _ONE.format(target)) as url:
            down = _watched(url, lambda: _down(url, size), size)
            up = _watched(url, lambda: _up(url, size), size)
        echoed = asyncio.run(_messages(folder, size * 10))
    wrong = (down > MOST) + (up > MOST) + (echoed != size * 10)
    told = f"{size} MB down: +{down:.1f} MB, up: +{up:.1f} MB; {echoed:,} messages of web sockets came back"
    return Row("7 what streams through the router", 2 + size * 10, wrong, told)


async def _bodies(scope: Scope, receive: Receive, send: Send) -> None:
    """GET /N: so many MB. POST: how many bytes came."""
    if scope["type"] != "http":
        return None
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["method"] == "GET":
        for _ in range(int(scope["path"][1:])):
            await send({"type": "http.response.body", "body": bytes(MB), "more_body": True})
        return await send({"type": "http.response.body", "body": b""})
    count, more = 0, True
    while more:
        message = await receive()
        count += len(message.get("body", b""))
        more = message.get("more_body", False)
    return await send({"type": "http.response.body", "body": str(count).encode()})


def _watched(url: str, work: Callable[[], int], size: int) -> float:
    """By how many MB the router grew while `work` moved `size` MB."""
    watched = Watched(url)
    assert work() == size * MB
    return watched.grown()


def _down(url: str, size: int) -> int:
    with httpx2.stream("GET", f"{url}/{size}", timeout=600, trust_env=False) as got:
        return sum(len(part) for part in got.iter_raw())


def _up(url: str, size: int) -> int:
    return int(httpx2.post(f"{url}/up", content=_parts(size), timeout=600, trust_env=False).text)


def _parts(size: int) -> Iterator[bytes]:
    for _ in range(size):
        yield bytes(MB)


async def _messages(folder: Path, count: int) -> int:
    """How many came back as they were sent."""
    async with serve(_echo, "127.0.0.1", 0) as server:
        rules = _ONE.format(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with ExitStack() as stack:
            url = await asyncio.to_thread(stack.enter_context, router(folder, rules))
            async with connect(f"{url.replace('http', 'ws')}/echo", proxy=None) as caller:
                return sum([await _comes_back(caller, f"{n}" * (n % 100)) for n in range(count)])


async def _comes_back(caller: ClientConnection, text: str) -> bool:
    await caller.send(text)
    return await caller.recv() == text


async def _echo(caller: ServerConnection) -> None:
    async for message in caller:
        await caller.send(message)
