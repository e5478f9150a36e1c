"""Reads server-sent events as a browser does."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

DEADLINE = 30.0  # seconds


@dataclass(frozen=True)
class Event:
    name: str
    id: str
    data: Any


class EventReader:
    """The events of one open stream, in order."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def next(self, within: float = DEADLINE) -> Event:
        """The next event; comments are passed over."""
        async with asyncio.timeout(within):
            fields: dict[str, str] = {}
            async for line in self._lines:
                if line == "" and fields:
                    return Event(fields["event"], fields["id"], json.loads(fields["data"]))
                name, _, value = line.partition(": ")
                if name in ("event", "id", "data"):
                    fields[name] = value
        raise EOFError

    async def ended(self, within: float = DEADLINE) -> bool:
        """Whether the server ends the stream in time."""
        try:
            async with asyncio.timeout(within):
                async for _ in self._lines:
                    pass
        except TimeoutError:
            return False
        return True


@asynccontextmanager
async def reading(client: httpx2.AsyncClient, path: str, **headers: str) -> AsyncIterator[EventReader]:
    async with client.stream("GET", path, headers=headers) as response:
        yield EventReader(response)
