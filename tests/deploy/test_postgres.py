"""The demo's Postgres starts on anything an earlier run may have left."""

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from deploy.faults import Refused
from deploy.local.postgres import Postgres
from deploy.local.processes import ended
from tests.support.postgres import postgres_server


@pytest.fixture
def server(folder: Path) -> Iterator[Postgres]:
    """Of a folder that is not there yet."""
    server = Postgres(folder / "postgres")
    yield server
    server.stop()


@pytest.fixture
def used() -> Iterator[Postgres]:
    """It ran once, and was stopped."""
    with postgres_server() as server:
        yield server


def answer(url: str, query: str = "SELECT 'yes'") -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row and row[0]


def test_data_survives_a_stop_and_a_second_start(server: Postgres) -> None:
    with psycopg.connect(server.start()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    server.stop()

    assert answer(server.start(), "SELECT number FROM kept") == 42


def test_a_server_that_is_still_running_is_taken_over(used: Postgres) -> None:
    first = used.start()

    assert Postgres(used.folder).start() == first
    assert answer(first) == "yes"


def test_a_killed_server_is_started_again(used: Postgres) -> None:
    used.start()
    process = psutil.Process(int((used.data / "postmaster.pid").read_text().split()[0]))
    process.kill()
    assert ended(process, 10)

    assert answer(used.start()) == "yes"


@pytest.mark.parametrize(
    "stale",
    [f"{os.getpid()}\n", "999999\n/somewhere\n", "", "rubbish"],
    ids=["alive", "dead", "empty", "rubbish"],  # the same in every worker
)
def test_a_stale_pid_file_is_no_obstacle(used: Postgres, stale: str) -> None:
    (used.data / "postmaster.pid").write_text(stale)

    assert answer(used.start()) == "yes"


def test_a_first_run_killed_while_it_made_the_database_is_made_again(server: Postgres) -> None:
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("18\n")

    assert answer(server.start()) == "yes"


def test_a_long_path_with_odd_letters_is_no_obstacle(folder: Path) -> None:
    server = Postgres(folder / f'a "quoted", long {"x" * 100}' / "postgres")
    try:
        assert answer(server.start()) == "yes"
    finally:
        server.stop()


def test_nobody_else_may_open_the_data_or_the_socket(used: Postgres) -> None:
    used.folder.chmod(0o755)
    used.start()

    assert used.folder.stat().st_mode & 0o077 == 0


def test_a_server_that_cannot_start_says_why_and_where_its_log_is(used: Postgres) -> None:
    (used.data / "postgresql.conf").write_text("shared_buffers = nonsense\n")

    with pytest.raises(Refused, match=r"(?s)shared_buffers.*Its log is"):
        used.start()
