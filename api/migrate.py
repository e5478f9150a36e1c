"""Brings the database to the shape this version needs: SQL files, in order, each once."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import psycopg
from psycopg.rows import TupleRow

Phase = Literal["pre", "post"]

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_206_114_020_311  # any number, the same for every process that migrates

_RECORD = """
CREATE TABLE IF NOT EXISTS interface_migrations (
    name TEXT PRIMARY KEY,
    checksum TEXT NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
)
"""


class MigrationFault(Exception):
    """A migration that was applied is no longer the file we have."""


def migrate(database_url: str, phase: Phase, folder: Path = FOLDER) -> Sequence[str]:
    """Apply the phase's files that were not applied yet, all or none; give their names in order.

    `pre` goes before a deploy, `post` after it. Safe to run twice and from two places at once.
    """
    with psycopg.connect(database_url, connect_timeout=5) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(_RECORD)
        wanted = pending(_applied(connection), phase, folder)
        for file in wanted:
            connection.execute(file.read_bytes())
            row = (file.stem, checksum(file))
            connection.execute("INSERT INTO interface_migrations (name, checksum) VALUES (%s, %s)", row)
    return [file.stem for file in wanted]


def pending(applied: Mapping[str, str], phase: Phase, folder: Path = FOLDER) -> Sequence[Path]:
    """The phase's files that are not in `applied` (name -> checksum). Raises MigrationFault."""
    files = sorted(folder.glob(f"{phase}_*.sql"))
    for file in files:
        if applied.get(file.stem, checksum(file)) != checksum(file):
            raise MigrationFault(
                f"{file.name} was changed after it was applied. Restore it and put the change in a new file."
            )
    return [file for file in files if file.stem not in applied]


def checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _applied(connection: psycopg.Connection[TupleRow]) -> Mapping[str, str]:
    return dict(connection.execute("SELECT name, checksum FROM interface_migrations").fetchall())
