"""Connections are checked without a round trip, and a dead one is noticed."""

import psycopg
import pytest

from api.pool import check, make_pool

pytestmark = pytest.mark.anyio


async def test_an_idle_connection_is_checked_without_asking_the_server(database_url: str) -> None:
    pool = make_pool(database_url, 1)
    async with pool, pool.connection() as connection:
        await connection.execute("SELECT set_config('application_name', 'watched', false)")
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as other:
            query = "SELECT query_start FROM pg_stat_activity WHERE application_name = 'watched'"
            before = await (await other.execute(query)).fetchone()

            await check(connection)

            assert await (await other.execute(query)).fetchone() == before


async def test_a_connection_the_server_ended_is_noticed(database_url: str) -> None:
    pool = make_pool(database_url, 1)
    async with pool:
        async with pool.connection() as connection:
            pid = connection.info.backend_pid
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as other:
            await other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

        async with pool.connection() as connection:
            row = await (await connection.execute("SELECT pg_backend_pid()")).fetchone()

    assert row is not None
    assert row != (pid,)


async def test_a_statement_runs_for_three_seconds_at_most(database_url: str) -> None:
    pool = make_pool(database_url, 1)
    async with pool, pool.connection() as connection:
        row = await (await connection.execute("SHOW statement_timeout")).fetchone()

    assert row == ("3s",)
