"""Stops a submission at a named table, from within Postgres: whoever writes to it waits."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from api.settings import Settings
from tests.api.held import GATE, wait_for_held
from tests.support.forked import Forked

HOLD = """
CREATE FUNCTION hold_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock({gate}); RETURN NEW; END $$;
CREATE TRIGGER hold_here BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION hold_here()
"""
POINTS = (
    "interface_tasks",
    "workflow_execution_nodes",
    "interface_submissions",
    "interface_audit",
    "interface_outbox",
)


@contextmanager
def held(url: str, table: str) -> Iterator[None]:
    """Whoever writes to the table waits until the block ends."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(HOLD.format(gate=GATE, table=table).encode())
        connection.execute("SELECT pg_advisory_lock(%s)", (GATE,))
        try:
            yield
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", (GATE,))
            connection.execute(f"DROP TRIGGER hold_here ON {table}".encode())
            connection.execute("DROP FUNCTION hold_here")


@contextmanager
def killed(settings: Settings, victim: Forked, table: str, many: int = 1) -> Iterator[None]:
    """Kills the process once so many, whom the block sets on their way, wait at the table."""
    url = settings.database_url.get_secret_value()
    with held(url, table):
        yield
        wait_for_held(url, 60, many)
        victim.kill()
