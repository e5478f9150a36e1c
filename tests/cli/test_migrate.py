"""`interfaces migrate` on a real database, and without one."""

import psycopg
import pytest

from tests.cli.conftest import Interfaces
from tests.support.postgres import blank_database_url, databases

__all__ = ["blank_database_url", "databases"]


def test_it_brings_an_empty_database_up_to_date_once(
    interfaces: Interfaces, process: Interfaces, blank_database_url: str
) -> None:
    first = process("migrate", database_url=blank_database_url)
    second = interfaces("migrate", database_url=blank_database_url)

    assert (first.returncode, second.returncode) == (0, 0)
    assert "applied pre_0001" in first.stdout
    assert second.stdout == "The database is up to date.\n"
    with psycopg.connect(blank_database_url) as connection:
        connection.execute("SELECT interface_uuid FROM interface_registry")


def test_an_applied_migration_that_differs_now_is_told(
    interfaces: Interfaces, blank_database_url: str
) -> None:
    interfaces("migrate", "pre", database_url=blank_database_url)
    with psycopg.connect(blank_database_url) as connection:
        connection.execute("UPDATE interface_migrations SET checksum = 'another'")

    done = interfaces("migrate", database_url=blank_database_url)

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
