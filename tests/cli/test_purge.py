"""`interfaces purge`: what people told goes when its time is over, and the audit proves it."""

from datetime import timedelta

import psycopg

from api.queries import SQL
from identity.issuer import MEMBER
from tests.api.receiver import Receiver
from tests.api.running import RunningApi, Task
from tests.api.test_outbox import STATE
from tests.api.test_submissions import submit
from tests.cli.conftest import Interfaces
from tests.cli.continuing import api, database_url, databases, issuer, origin, receiver

__all__ = ["api", "database_url", "databases", "issuer", "origin", "receiver"]

OURS = ("interface_tasks", "interface_drafts", "interface_submissions", "interface_outbox", "interface_files")


def submitted_long_ago(api: RunningApi, interface: str) -> Task:
    task = api.task(interface, assigned_user_id=MEMBER.subject)
    submit(api.member, task)
    api.query(
        "UPDATE workflow_execution_nodes SET interface_submitted_at = now() - interval '31 days'"
        " WHERE execution_uuid = %s",
        task.execution,
    )
    return task


def rows_of(api: RunningApi, task: Task) -> int:
    return sum(
        len(api.query(f"SELECT 1 FROM {table} WHERE execution_uuid = %s", task.execution)) for table in OURS
    )


def test_old_answers_go_and_everything_else_stays(
    interfaces: Interfaces, process: Interfaces, api: RunningApi, receiver: Receiver
) -> None:
    interface = api.published()
    old = submitted_long_ago(api, interface)
    api.wait_for(STATE, old.execution, rows=[("delivered", 1, None)])
    recent, waiting = api.task(interface), api.task(interface)
    submit(api.member, recent)
    receiver.says = 503
    untold = submitted_long_ago(api, interface)
    url = api.settings.database_url.get_secret_value()

    purged = process("purge", "--days", "30", database_url=url)

    told = "1 are left until their workflow was told: interfaces outbox\n"
    assert purged.stdout == "1 tasks were purged; the audit names each.\n" + told, purged.stderr
    assert rows_of(api, old) == 0
    node = (
        "SELECT interface_response, assigned_user_id FROM workflow_execution_nodes WHERE execution_uuid = %s"
    )
    assert api.query(node, old.execution) == [(None, None)]
    assert [rows_of(api, task) > 0 for task in (recent, waiting, untold)] == [True] * 3
    assert api.query(
        "SELECT execution_uuid::text, facts->>'answers' FROM interface_audit WHERE what = 'data purged'"
    ) == [(old.execution, "1")]
    assert api.member.get(old.read_path).status_code == 404
    assert interfaces("purge", "--days", "30", database_url=url).stdout.startswith("0 tasks")


def test_what_expired_goes_when_its_workflow_was_told_so_and_not_before(api: RunningApi) -> None:
    task = api.task(api.published())

    with psycopg.connect(api.settings.database_url.get_secret_value()) as connection:  # nobody else sees this
        connection.execute(
            "UPDATE interface_tasks SET expires_at = now() - interval '31 days' WHERE execution_uuid = %s",
            (task.execution,),
        )
        found = []
        for told in (False, True):
            connection.execute(
                "UPDATE interface_tasks SET expiry_told = %s WHERE execution_uuid = %s",
                (told, task.execution),
            )
            ended = connection.execute(
                SQL["ended_tasks"], {"age": timedelta(days=30), "most": 100}
            ).fetchall()
            found.append(task.execution in {str(execution) for execution, _ in ended})
        connection.rollback()

    assert found == [False, True]
