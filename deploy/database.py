"""The database as the command line uses it: its URL, its shape, and plain words when it is not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from api.migrate import MigrationFault, Phase, pending
from api.migrate import migrate as apply
from deploy.faults import Refused

PHASES: tuple[Phase, ...] = ("pre", "post")


def migrate(phase: str) -> list[str]:
    """Apply what is missing of `pre`, `post` or `all`; the names of what was applied, in order."""
    url = database_url()
    with told():
        return [name for each in PHASES if phase in (each, "all") for name in apply(url, each)]


def lacking(url: str) -> list[str]:
    """The migrations that this version knows and the database has not seen."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        recorded = connection.execute("SELECT to_regclass('interface_migrations') IS NOT NULL").fetchone()
        query = "SELECT name, checksum FROM interface_migrations"
        applied: dict[str, str] = dict(connection.execute(query).fetchall()) if recorded == (True,) else {}
    return [file.stem for phase in PHASES for file in pending(applied, phase)]


def database_url() -> str:
    """Raises `Refused` when the environment names no database."""
    url = os.environ.get("INTERFACES_DATABASE_URL", "")
    if not url:
        raise Refused(
            "INTERFACES_DATABASE_URL is not set.",
            "Set it to a Postgres URL (postgresql://user@host/name), or use a demo's: --state .interfaces",
        )
    return url


@contextmanager
def told() -> Iterator[None]:
    """Turns what the database driver raises into words that help. Never shows the URL's password."""
    try:
        yield
    except psycopg.OperationalError as fault:
        reason = str(fault).strip().splitlines()[0]
        raise Refused(
            f"Postgres cannot be reached: {reason}",
            "Is it running, and is INTERFACES_DATABASE_URL the right address, user and password?",
        ) from None
    except psycopg.Error as fault:
        raise _refusal(fault) from None
    except MigrationFault as fault:
        raise Refused(str(fault), "Nothing was changed in the database.") from None


def _refusal(fault: psycopg.Error) -> Refused:
    """What the server said has a state; without one the URL could not even be read."""
    if fault.sqlstate is None:
        return Refused(
            "INTERFACES_DATABASE_URL is no Postgres URL.", "Write it like postgresql://user@host/name"
        )
    said = fault.diag.message_primary or type(fault).__name__
    if isinstance(fault, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return Refused(f"The database is not what this version needs: {said}", "Run: interfaces migrate")
    if isinstance(fault, psycopg.errors.InsufficientPrivilege):
        return Refused(f"The database does not allow it: {said}", "Connect as the owner of the tables.")
    return Refused(f"The database refuses: {said} ({fault.sqlstate})", "Its log tells more.")
