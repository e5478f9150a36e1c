"""A real Postgres for tests: one server for the session, a database of its own for each test.

Fixtures: `databases` (session), `database_url` (migrated and empty), `blank_database_url` (not migrated).
"""

import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from api.migrate import migrate
from deploy.local.postgres import Postgres

_TEMPLATE = "migrated"


class Databases:
    """Makes databases on a running server. `url` is the server's own database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._execute("ALTER SYSTEM SET fsync = off")
        self._execute("ALTER SYSTEM SET synchronous_commit = off")
        self._execute("SELECT pg_reload_conf()")
        self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
        migrate(url_of(url, _TEMPLATE), "pre")
        migrate(url_of(url, _TEMPLATE), "post")

    @contextmanager
    def fresh(self, template: str = _TEMPLATE) -> Iterator[str]:
        """The URL of a new database, gone when the block ends. `template0` gives an empty one."""
        name = f"test_{uuid.uuid4().hex}"
        names = sql.Identifier(name), sql.Identifier(template)
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        try:
            yield url_of(self.url, name)
        finally:
            self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(names[0]))

    def _execute(self, statement: str | sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement if isinstance(statement, sql.Composed) else statement.encode())


def url_of(url: str, database: str) -> str:
    """How to connect to another database of the same server."""
    return make_conninfo(url, dbname=database)


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A server that is not started yet, in a short path: a socket's name may have about 100 bytes.
    Its data is a copy of what was made once, since making it takes a second of CPU."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder) / "s")
        subprocess.run(["cp", "-a", f"{_made().name}/s", folder], check=True)
        try:
            yield server
        finally:
            server.stop()


@cache
def _made() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True)
    server = Postgres(Path(folder.name) / "s")
    server.start()
    server.stop()
    return folder


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with postgres_server() as server:
        yield Databases(server.start())


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    with databases.fresh() as url:
        yield url


@pytest.fixture
def blank_database_url(databases: Databases) -> Iterator[str]:
    with databases.fresh("template0") as url:
        yield url
