"""The audit as the command line verifies and exports it: straight from the database."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from api.audit_chain import Fault, Link, verify
from api.queries import SQL
from deploy.database import database_url, told
from deploy.faults import Refused

Say = Callable[[str], None]


def check(anchor: str | None, say: Say) -> bool:
    """Tell every fault and the end of the chain. Whether it holds."""
    known, holds = _anchor(anchor), True
    with _reading() as connection:
        for found in verify(_chain(connection), known):
            holds = holds and isinstance(found, Link)
            say(f"✗ {found.seq}  {found.what}" if isinstance(found, Fault) else f"end {found}")
        (forgotten,) = connection.execute(SQL["forgotten_acts"]).fetchone() or (0,)
    if forgotten:
        say(f"✗ {forgotten} acts are not sealed; is an API process running?")
    if holds and not forgotten:
        say("The audit is whole.")
    return holds and not forgotten


def export(say: Say) -> None:
    """Every sealed act as one line of JSON, in the order of the chain."""
    with _reading() as connection:
        for row in _chain(connection):
            say(json.dumps({**row, "hash": row["hash"].hex()}, default=str, ensure_ascii=False))


def _chain(connection: psycopg.Connection[Any]) -> Iterator[Mapping[str, Any]]:
    with connection.cursor("chain", row_factory=dict_row) as cursor:
        cursor.execute(SQL["read_chain"])
        yield from cursor


@contextmanager
def _reading() -> Iterator[psycopg.Connection[Any]]:
    """One view of the database, however long it takes."""
    with told(), psycopg.connect(database_url(), connect_timeout=5) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SET TIME ZONE 'UTC'")
        yield connection


def _anchor(text: str | None) -> Link | None:
    if text is None:
        return None
    seq, _, digest = text.partition(":")
    try:
        return Link(int(seq), bytes.fromhex(digest))
    except ValueError:
        raise Refused(
            "The end is not one.", "Give it as the log has it (audit sealed): --end NUMBER:HASH"
        ) from None
