"""Postgres as the rest of the API uses it: a connection for a moment, or a transaction; never a long wait."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.pool import Connection, Pool

PATIENCE = 2.0  # seconds that one use of a connection may take


class Database:
    """Hands out the pool's connections. Whatever goes wrong raises psycopg.OperationalError in time."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection on which each statement is committed by itself."""
        connection = await self._pool.getconn()  # its own context would end a transaction that never began
        hang_up = asyncio.get_running_loop().call_later(PATIENCE, _hang_up, connection)
        try:
            yield connection
        finally:
            hang_up.cancel()
            await self._pool.putconn(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection with a transaction: committed when the block ends, undone when it raises."""
        async with self.connection() as connection, connection.transaction():
            yield connection


def _hang_up(connection: Connection) -> None:
    """Close the line, so that whoever waits for an answer learns that none will come. Asking the server to
    cancel would mean waiting for the very server that does not answer."""
    with socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)
