"""Migrations on a real Postgres."""

import threading
from pathlib import Path

import psycopg
import pytest

from api.migrate import MigrationFault, migrate


def query(url: str, statement: bytes) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


TABLES = b"SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"


def test_an_empty_database_gets_the_tables(blank_database_url: str) -> None:
    applied = migrate(blank_database_url, "pre")

    assert applied[0] == "pre_0001_production_tables"
    tables = {name for (name,) in query(blank_database_url, TABLES)}
    assert {"workflow_execution_nodes", "interface_registry", "interface_tasks", "interface_outbox"} <= tables


def test_a_second_run_changes_nothing(blank_database_url: str) -> None:
    first = migrate(blank_database_url, "pre")

    assert first
    assert migrate(blank_database_url, "pre") == []


def test_two_at_once_apply_each_file_once(blank_database_url: str) -> None:
    applied: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: applied.append(list(migrate(blank_database_url, "pre"))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(map(bool, applied)) == [False, False, False, True]


CLIENTS_TABLE = b"""
CREATE TABLE workflow_execution_nodes (
    id bigserial PRIMARY KEY, execution_uuid uuid, node_uuid uuid, node_type varchar(40) DEFAULT 'interface',
    interface_package varchar(200), interface_uuid uuid, interface_url text, interface_response bytea,
    interface_opened_at timestamptz, interface_submitted_at timestamptz, assigned_user_id bytea
);
CREATE INDEX theirs ON workflow_execution_nodes (execution_uuid);
INSERT INTO workflow_execution_nodes (execution_uuid, node_uuid, interface_response)
VALUES (gen_random_uuid(), gen_random_uuid(), '\\x00ff');
"""
SHAPE = b"""
SELECT column_name, data_type, column_default, is_nullable FROM information_schema.columns
 WHERE table_name = 'workflow_execution_nodes'
UNION ALL
SELECT indexname, indexdef, '', '' FROM pg_indexes WHERE tablename = 'workflow_execution_nodes'
UNION ALL
SELECT conname, pg_get_constraintdef(oid), '', '' FROM pg_constraint
 WHERE conrelid = 'workflow_execution_nodes'::regclass
UNION ALL
SELECT tgname, '', '', '' FROM pg_trigger WHERE tgrelid = 'workflow_execution_nodes'::regclass
ORDER BY 1, 2
"""


def test_the_clients_own_table_stays_as_it_is(blank_database_url: str) -> None:
    with psycopg.connect(blank_database_url) as connection:
        connection.execute(CLIENTS_TABLE)
    rows = b"SELECT n::text, xmin::text FROM workflow_execution_nodes n"
    before = query(blank_database_url, SHAPE), query(blank_database_url, rows)

    migrate(blank_database_url, "pre")
    migrate(blank_database_url, "post")

    assert (query(blank_database_url, SHAPE), query(blank_database_url, rows)) == before


def test_a_failing_file_leaves_everything_as_it_was(blank_database_url: str, tmp_path: Path) -> None:
    (tmp_path / "pre_0001_good.sql").write_text("CREATE TABLE good (id int);")
    (tmp_path / "pre_0002_bad.sql").write_text("CREATE TABLE bad (id nonsense);")

    with pytest.raises(psycopg.errors.UndefinedObject):
        migrate(blank_database_url, "pre", tmp_path)

    assert query(blank_database_url, TABLES) == []


def test_a_file_changed_after_it_was_applied_is_refused(blank_database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "pre_0001_first.sql"
    file.write_text("CREATE TABLE first (id int);")
    migrate(blank_database_url, "pre", tmp_path)
    file.write_text("CREATE TABLE first (id bigint);")

    with pytest.raises(MigrationFault, match=r"pre_0001_first\.sql was changed after it was applied"):
        migrate(blank_database_url, "pre", tmp_path)


def test_each_phase_applies_its_own_files_in_order(blank_database_url: str, tmp_path: Path) -> None:
    for name in ("post_0001_c", "pre_0002_b", "pre_0001_a"):
        (tmp_path / f"{name}.sql").write_text(f"CREATE TABLE {name} (id int);")

    assert migrate(blank_database_url, "pre", tmp_path) == ["pre_0001_a", "pre_0002_b"]
    assert migrate(blank_database_url, "post", tmp_path) == ["post_0001_c"]
