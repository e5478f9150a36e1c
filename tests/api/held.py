"""Stops publishing at a named place, from within Postgres: the product has no hooks for tests."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

GATE = 4711  # an advisory lock

HOLD = """
CREATE FUNCTION hold_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({gate});
    RETURN NEW;
END $$;
CREATE TRIGGER hold_step BEFORE INSERT ON interface_publication_steps
    FOR EACH ROW WHEN (NEW.step = '{step}' AND NEW.status = '{status}') EXECUTE FUNCTION hold_step()
"""
WAITING = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND NOT granted"


@dataclass(frozen=True)
class Held:
    """The place where a step's start ("running") or end ("done") is recorded."""

    database_url: str
    step: str
    status: str

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody gets past the place until the block ends."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(HOLD.format(gate=GATE, step=self.step, status=self.status).encode())
            connection.execute("SELECT pg_advisory_lock(%s)", (GATE,))
            try:
                yield
            finally:
                connection.execute("SELECT pg_advisory_unlock(%s)", (GATE,))
                connection.execute("DROP TRIGGER hold_step ON interface_publication_steps")
                connection.execute("DROP FUNCTION hold_step")


def wait_for_held(database_url: str, within: float = 30.0, many: int = 1) -> None:
    """Until so many wait at the place."""
    deadline = time.monotonic() + within
    with psycopg.connect(database_url, autocommit=True) as connection:
        while connection.execute(WAITING).fetchall()[0] < (many,):
            assert time.monotonic() < deadline, "nobody came to the place"
            time.sleep(0.01)
