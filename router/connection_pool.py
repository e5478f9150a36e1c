"""Connections to one origin, kept open between calls."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from router.connection import Answer, Connection, ConnectionBroken

TIME_LIMIT = 10.0  # seconds for an exchange, with all that it waits for
CONNECT_LIMIT = 2.0  # seconds
CONNECTIONS = 256
IDLE_LIMIT = 60.0  # seconds; the API closes after 75, and what it closes must not be used


class CannotConnect(Exception):
    """Nobody listens, or not within the limit."""


class ConnectionPool:
    """`origin` is scheme, host and port, `limit` in seconds. Opens nothing before the first call."""

    def __init__(self, origin: str, limit: float = TIME_LIMIT) -> None:
        url = urlsplit(origin)
        secure = url.scheme == "https"
        self.authority = url.netloc
        self._limit = limit
        self._host, self._port = url.hostname or "", url.port or (443 if secure else 80)
        self._tls = ssl.create_default_context() if secure else None
        self._idle: list[Connection] = []
        self._places = asyncio.Semaphore(CONNECTIONS)

    async def exchange(self, request: bytes, *, repeatable: bool) -> Answer:
        """One exchange. A `repeatable` request is sent once more when a kept connection turned out to be
        closed before it was answered. Raises CannotConnect, ConnectionBroken, NotHttp or TimeoutError."""
        until = asyncio.get_running_loop().time() + self._limit
        await self._place(until)
        try:
            connection = self._kept()
            if connection is not None:
                try:
                    return await self._on(connection, request, until)
                except ConnectionBroken as broken:
                    if broken.answered or not repeatable:
                        raise
            return await self._on(await self._opened(until), request, until)
        finally:
            self._places.release()

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    async def _place(self, until: float) -> None:
        if self._places.locked():
            async with asyncio.timeout_at(until):
                await self._places.acquire()
        else:
            await self._places.acquire()  # at once

    async def _on(self, connection: Connection, request: bytes, until: float) -> Answer:
        answer = await connection.exchange(request, until)
        if connection.is_usable:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.append(connection)
        else:
            connection.close()
        return answer

    def _kept(self) -> Connection | None:
        """The one used last: the others may grow old."""
        fresh = asyncio.get_running_loop().time() - IDLE_LIMIT
        while self._idle:
            connection = self._idle.pop()
            if connection.is_usable and connection.idle_since > fresh:
                return connection
            connection.close()
        return None

    async def _opened(self, until: float) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(until, loop.time() + CONNECT_LIMIT)):
                _, connection = await loop.create_connection(
                    Connection, self._host, self._port, ssl=self._tls
                )
        except OSError as error:  # a TimeoutError is one too
            raise CannotConnect(type(error).__name__) from None
        return connection


@asynccontextmanager
async def open_pool(origin: str, limit: float = TIME_LIMIT) -> AsyncIterator[ConnectionPool]:
    """A pool whose idle connections are closed with the block."""
    pool = ConnectionPool(origin, limit)
    try:
        yield pool
    finally:
        pool.close()
