"""What a proxied request costs, counted instead of timed: caller, router and target on one loop.

The bound is what it took when it was written down, and a tenth more.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from uvicorn.server import ServerState

from identity.issuer import CLIENT_ID
from router.resources import open_resources
from router.server import server_config
from router.settings import EdgeSettings
from telemetry.metrics import Metrics

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
OURS = tuple(f"{ROOT / room}/" for room in ("door", "router", "telemetry"))
CALLS = 111  # of our functions, from the caller's bytes to the answer's
ASKED = b"GET /1k HTTP/1.1\r\nHost: forms.example\r\n\r\n"
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: x\r\nContent-Length: 1024\r\n\r\n" + b"x" * 1024
)


class Target(asyncio.Protocol):
    """Answers whatever comes with one write."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, _data: bytes) -> None:
        self._transport.write(ANSWER)


@asynccontextmanager
async def routed_here(folder: Path) -> AsyncIterator[int]:
    """The port of a router, in front of one target, both on this loop."""
    loop = asyncio.get_running_loop()
    target = await loop.create_server(Target, "127.0.0.1", 0)
    rules = folder / "rules.toml"
    url = f"http://127.0.0.1:{target.sockets[0].getsockname()[1]}"
    rules.write_text(f'[group.blue]\ntargets = ["{url}"]\n[default]\nforward = "blue"\n')
    chosen = {
        "role": "router", "issuer": "http://127.0.0.1:8000/issuer", "client_ids": CLIENT_ID, "rules": rules,
        "dev_issuer": folder / "issuer", "mirror_dir": folder / "mirror.git", "log_level": "warning",
    }  # fmt: skip
    settings, metrics = EdgeSettings.model_validate(chosen), Metrics()
    config, state = server_config(settings, metrics), ServerState()
    config.load()
    async with open_resources(settings, metrics) as resources:
        made: Any = config.http_protocol_class
        door = await loop.create_server(lambda: made(config, state, {"resources": resources}), "127.0.0.1", 0)
        try:
            yield door.sockets[0].getsockname()[1]
        finally:
            door.close()
            target.close()


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """The answer's body."""
    writer.write(ASKED)
    await reader.readuntil(b"\r\n\r\n")
    return await reader.readexactly(1024)


async def test_a_proxied_request_takes_no_more_calls_and_no_task_of_its_own(tmp_path: Path) -> None:
    calls, tasks = 0, 0

    def note(frame: FrameType, event: str, _: Any) -> None:
        nonlocal calls, tasks
        name = frame.f_code.co_filename
        if event == "call":
            calls += name.startswith(OURS)
            tasks += name.endswith("asyncio/tasks.py") and frame.f_code.co_name == "create_task"

    async with routed_here(tmp_path) as port:
        streams = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            assert await ask(*streams) == b"x" * 1024
        sys.setprofile(note)
        try:
            await ask(*streams)
        finally:
            sys.setprofile(None)
        streams[1].close()

    assert 50 < calls <= CALLS
    assert tasks == 0
