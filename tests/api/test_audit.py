"""Who did what, when, from where: beside each act, never changed, and every change is found."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from api.audit_chain import Fault, Link, canonical, verify
from api.queries import SQL
from deploy.roles import grant
from identity.issuer import MEMBER
from tests.api.origin import ANSWER, Origin
from tests.api.running import Issuer, RunningApi, running_api, settings_of
from tests.api.test_submissions import submit
from tests.support.command import Run, by_process, in_process
from tests.support.postgres import Databases

ACTS = (
    "SELECT what, who, client FROM interface_audit WHERE %s IN (interface_uuid::text, execution_uuid::text)"
)


def acts(api: RunningApi, about: str) -> list[str]:
    return [what for what, *_ in api.query(f"{ACTS} ORDER BY position", about)]


def sealed(api: RunningApi) -> None:
    """Until every act is in the chain."""
    api.wait_for(
        "SELECT (SELECT count(*) FROM interface_audit) - (SELECT count(*) FROM interface_audit_chain)",
        rows=[(0,)],
    )


def test_every_act_on_an_interface_is_told(shared_api: RunningApi) -> None:
    interface = shared_api.published()
    change = {"interface_name": "Other", "config": {}}
    shared_api.author.patch(f"/interfaces/{interface}", json=change, headers={"If-Match": "*"})
    digest = shared_api.author.get(f"/interfaces/{interface}").json()["live"]["digest"]
    back = {"digest": digest, "reason": "as before"}
    shared_api.author.post(f"/interfaces/{interface}/rollback", json=back)
    shared_api.publish(interface, force=True, reason="it must")
    for _ in range(2):
        shared_api.author.post(f"/interfaces/{interface}/archive")

    assert acts(shared_api, interface) == [
        "interface created",
        "published",
        "interface changed",
        "rolled back",
        "published",
        "interface archived",
    ]
    facts = shared_api.query(
        "SELECT facts->>'forced', facts->>'reason' FROM interface_audit"
        " WHERE interface_uuid = %s AND what = 'published' ORDER BY position",
        interface,
    )
    assert facts == [("false", ""), ("true", "it must")]


def test_every_act_on_a_task_is_told_once_with_who_and_where_and_no_answer(shared_api: RunningApi) -> None:
    task = shared_api.task()
    headers = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Request-Id": "mine"}
    shared_api.machine.post(f"{task.path}/generate-url")
    for _ in range(2):
        shared_api.member.get(task.read_path, headers=headers)
    shared_api.member.put(f"{task.path}/draft", json={"draft": ANSWER})
    for _ in range(2):
        submit(shared_api.member, task, key="k")

    told = shared_api.query(f"{ACTS} ORDER BY position", task.execution)

    assert [what for what, *_ in told] == ["task started", "link made", "task opened", "answer submitted"]
    assert told[2][1:] == (MEMBER.subject, "198.51.100.7 via 127.0.0.1")
    everything = str(shared_api.query("SELECT * FROM interface_audit"))
    assert "fine with me" not in everything
    assert "mine" in everything


def test_what_is_refused_leaves_no_act(shared_api: RunningApi) -> None:
    task = shared_api.task()
    before = acts(shared_api, task.execution)

    submit(shared_api.member, task, {})
    shared_api.nobody.get(task.read_path)

    assert acts(shared_api, task.execution) == before


def test_nobody_changes_a_row_not_even_its_owner(shared_api: RunningApi) -> None:
    shared_api.published()
    for statement in (
        "UPDATE interface_audit SET who = 'x'",
        "DELETE FROM interface_audit",
        "TRUNCATE interface_audit CASCADE",
        "UPDATE interface_audit_chain SET hash = ''",
        "DELETE FROM interface_audit_chain",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            shared_api.query(statement)


@pytest.fixture
def restricted(
    databases: Databases, issuer: Issuer, origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningApi]:
    """An API that connects as the role that operators are told to make."""
    with databases.fresh() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS interfaces_api")
        connection.execute("CREATE ROLE interfaces_api LOGIN")
        monkeypatch.setenv("INTERFACES_DATABASE_URL", url)
        grant("interfaces_api")
        narrow = make_conninfo(url, user="interfaces_api")
        with running_api(issuer, settings_of(issuer.url, narrow, origin.url, tmp_path / "mirror.git")) as api:
            yield api
        connection.execute("DROP OWNED BY interfaces_api")
        connection.execute("DROP ROLE interfaces_api")


def test_the_apis_role_serves_everything_and_cannot_touch_the_audit(restricted: RunningApi) -> None:
    """Row 28."""
    task = restricted.task()
    restricted.member.get(task.read_path)
    restricted.member.put(f"{task.path}/draft", json={"draft": {}})
    assert submit(restricted.member, task).status_code == 200
    sealed(restricted)

    for statement in (
        "UPDATE interface_audit SET who = 'x'",
        "DELETE FROM interface_audit",
        "TRUNCATE interface_audit",
        "DELETE FROM interface_audit_chain",
        "ALTER TABLE interface_audit DISABLE TRIGGER stays",
        "DROP TABLE interface_audit_chain",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"permission denied|must be owner"):
            restricted.query(statement)
    assert restricted.nobody.get("/readyz").status_code == 200


def forged(api: RunningApi, statement: str) -> None:
    """What only the database's owner can do, with the guard taken away."""
    url = api.settings.database_url.get_secret_value()
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger fires
        connection.execute(statement.encode())


def checked(api: RunningApi, *arguments: str, run: Run = in_process) -> tuple[int, str]:
    url = api.settings.database_url.get_secret_value()
    done = run(Path.cwd(), ("audit", *arguments), {"database_url": url})
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_chain_is_verified_exported_and_an_end_written_down_proves_that_nothing_was_cut_off(
    api: RunningApi,
) -> None:
    """Row 28."""
    api.task()
    sealed(api)
    code, told = checked(api, "verify", run=by_process)
    assert (code, told.splitlines()[-1]) == (0, "The audit is whole.")
    end = told.splitlines()[0].removeprefix("end ")
    lines = checked(api, "export")[1].splitlines()
    assert len(lines) == int(end.partition(":")[0]) == 3

    forged(api, "DELETE FROM interface_audit_chain WHERE seq = 3")
    forged(api, "DELETE FROM interface_audit WHERE what = 'task started'")

    assert checked(api, "verify")[0] == 0  # the rest still holds
    code, told = checked(api, "verify", "--end", end)
    assert code == 1
    assert "✗ 3" in told


COLUMNS = {
    "at": "at + interval '1 microsecond'",
    "what": "'x'",
    "who": "'x'",
    "client": "'x'",
    "request_id": "'x'",
    "trace_id": "'x'",
    "interface_uuid": "gen_random_uuid()",
    "execution_uuid": "gen_random_uuid()",
    "node_uuid": "gen_random_uuid()",
    "facts": "facts || '{\"a\": 1}'",
}


EDITS = [
    *(f"UPDATE interface_audit SET {name} = {value} WHERE position = 2" for name, value in COLUMNS.items()),
    "DELETE FROM interface_audit WHERE position = 2",
    "DELETE FROM interface_audit_chain WHERE seq = 2",
    "UPDATE interface_audit_chain SET hash = sha256('x') WHERE seq = 2",
    "UPDATE interface_audit_chain SET position = 5 - position WHERE seq IN (2, 3)",
]


def test_every_edit_is_found(api: RunningApi) -> None:
    """Row 28: each column of an act, an act or a link that goes, two acts that change places."""
    api.task()
    sealed(api)

    for edit in EDITS:
        faults = [found for found in verify(chain_after(api, edit)) if isinstance(found, Fault)]

        assert faults, edit
        assert faults[0].seq == 2, edit


def chain_after(api: RunningApi, edit: str) -> list[dict[str, Any]]:
    """The chain as it would be read after an edit, which is then undone."""
    url = api.settings.database_url.get_secret_value()
    unique = "ALTER TABLE interface_audit_chain DROP CONSTRAINT interface_audit_chain_position_key"
    with psycopg.connect(url, row_factory=dict_row) as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger fires
        connection.execute(unique)
        connection.execute(edit.encode())
        rows = connection.execute(SQL["read_chain"]).fetchall()
        connection.rollback()
    return rows


def test_a_chain_that_was_written_anew_is_not_the_one_that_was_known() -> None:
    row: dict[str, Any] = dict.fromkeys(("what", "who", "client", "request_id", "trace_id", "at"), "x")
    row |= {"position": 1, "interface_uuid": None, "execution_uuid": None, "node_uuid": None, "facts": {}}
    known, other = Link().follow(row), Link().follow({**row, "who": "y"})
    chain = [{**row, "who": "y", "seq": 1, "hash": other.hash}]

    assert [type(each) for each in verify(chain)] == [Link]
    assert [type(each) for each in verify(chain, known)] == [Fault, Link]
    assert canonical(row) != canonical({**row, "who": "y"})
