"""`interfaces migrate` on a real database, and without one."""

from collections.abc import Iterator

import psycopg
import pytest

from deploy.local.postgres import Postgres
from tests.cli.conftest import Interfaces
from tests.support.place import short_folder


@pytest.fixture
def database() -> Iterator[str]:
    with short_folder() as folder:
        server = Postgres(folder / "postgres")
        yield server.start()
        server.stop()


def test_it_brings_an_empty_database_up_to_date_once(interfaces: Interfaces, database: str) -> None:
    first = interfaces("migrate", database_url=database)
    second = interfaces("migrate", database_url=database)

    assert (first.returncode, second.returncode) == (0, 0)
    assert "applied pre_0001" in first.stdout
    assert second.stdout == "The database is up to date.\n"
    with psycopg.connect(database) as connection:
        connection.execute("SELECT interface_uuid FROM interface_registry")


def test_an_applied_migration_that_differs_now_is_told(interfaces: Interfaces, database: str) -> None:
    interfaces("migrate", "pre", database_url=database)
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE interface_migrations SET checksum = 'another'")

    done = interfaces("migrate", database_url=database)

    assert done.returncode == 1
    assert "was changed after it was applied" in done.stderr


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://reader:hidden-word@127.0.0.1:9/none", "cannot be reached"),
        ("elsewhere://reader:hidden-word@there", "no Postgres URL"),
        ("", "INTERFACES_DATABASE_URL is not set"),
    ],
)
def test_a_database_that_is_not_there_is_told(interfaces: Interfaces, url: str, told: str) -> None:
    done = interfaces("migrate", database_url=url)

    assert done.returncode == 1
    assert told in done.stderr
    assert "hidden-word" not in done.stderr
