"""Connections to Postgres: few, checked, and waited for briefly."""

from contextlib import suppress
from select import POLLIN, poll

from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

Connection = AsyncConnection[TupleRow]
Pool = AsyncConnectionPool[Connection]

WAIT = 2.0  # seconds for a connection; then the caller gets 503
WAITING = 1000  # callers in the queue; more get 503 at once
RETRY = 1.0  # seconds of reconnecting by itself; after that the next caller causes the attempt

_SESSION = "-c timezone=UTC -c statement_timeout=3s -c idle_in_transaction_session_timeout=10s"


def watchful(url: str) -> str:
    """The same database, over lines whose going dead without a word is noticed within a minute."""
    return make_conninfo(
        url, connect_timeout=2, keepalives_idle=30, keepalives_interval=10, keepalives_count=3
    )


def make_pool(url: str, size: int) -> Pool:
    """A pool that is not open yet. Its connections commit each statement unless told otherwise."""
    return AsyncConnectionPool(
        watchful(url),
        kwargs={"autocommit": True, "options": _SESSION},
        min_size=min(2, size),
        max_size=size,
        timeout=WAIT,
        max_waiting=WAITING,
        reconnect_timeout=RETRY,
        check=check,
        open=False,
    )


async def check(connection: Connection) -> None:
    """Raises if the server is gone. An idle connection has nothing to read, so only one that has
    (the server's farewell, or its end of file) is asked: the usual case costs no round trip."""
    waiting = poll()
    with suppress(ValueError):
        waiting.register(connection.pgconn.socket, POLLIN)
        if not waiting.poll(0):
            return
    await connection.execute("")
