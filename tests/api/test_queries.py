"""The SQL files: each query has a name and a sentence, and Postgres understands every one."""

import re
from dataclasses import fields
from pathlib import Path

import psycopg
import pytest

from api.nodes import NodeRow
from api.queries import SQL, read_queries

ROOT = Path(__file__).parents[2]


def test_postgres_can_plan_every_query(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        for statement in SQL.values():
            connection.execute(b"EXPLAIN " + re.sub(rb"%\(\w+\)s", b"NULL", statement))


def test_a_node_is_made_of_the_columns_of_its_query(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        read = connection.execute(re.sub(rb"%\(\w+\)s", b"NULL", SQL["read_node"]))

    assert [column.name for column in read.description or ()] == [field.name for field in fields(NodeRow)]


def test_every_query_is_used_and_every_used_query_is_there() -> None:
    rooms = [ROOT / "api", ROOT / "deploy"]  # commands read the audit, and the database, by themselves
    source = "".join(path.read_text() for room in rooms for path in room.rglob("*.py"))

    assert {name for name in SQL if f'"{name}"' not in source} == set()
    assert set(re.findall(r'SQL\["(\w+)"\]', source)) <= set(SQL)


def test_a_query_is_read_with_its_comments_inside(tmp_path: Path) -> None:
    (tmp_path / "one.sql").write_text(
        "-- :first\n-- Says one.\nSELECT 1 -- really\n\n-- :second\n-- Two.\nSELECT 2\n"
    )

    assert read_queries(tmp_path) == {"first": b"SELECT 1 -- really", "second": b"SELECT 2"}


def test_a_name_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.sql").write_text("-- :same\n-- One.\nSELECT 1\n")
    (tmp_path / "two.sql").write_text("-- :same\n-- Two.\nSELECT 2\n")

    with pytest.raises(ValueError, match=r"two\.sql: the name same is taken"):
        read_queries(tmp_path)
