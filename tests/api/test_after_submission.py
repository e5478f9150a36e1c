"""What is told after a submission: the copy to whom it is meant for, and the next task of the same person."""

from typing import Any
from uuid import uuid4

import httpx2

from identity.issuer import AUTHOR, MEMBER
from tests.api.origin import CONTEXT
from tests.api.running import RunningApi, Task

ANSWER = {"action": "approve", "note": "with 12345678901234567890 thanks"}


def submit(client: httpx2.Client, task: Task, key: str = "k-1") -> None:
    sent = client.patch(
        f"{task.path}/submit", json={"response_data": ANSWER}, headers={"Idempotency-Key": key}
    )
    assert sent.status_code == 200, sent.text


def told(client: httpx2.Client, task: Task) -> Any:
    return client.get(task.read_path).json()["submission"]


def execution(api: RunningApi, *assigned: str | None) -> list[Task]:
    """An execution with a node for each of these people."""
    interface, workflow = api.published(), str(uuid4())
    nodes = [
        {"interface_uuid": interface, "context": CONTEXT, "assigned_user_id": person} for person in assigned
    ]
    started = api.machine.post(
        "/workflow-executions", json={"workflow_uuid": workflow, "nodes": nodes}
    ).json()
    return [Task(workflow, started["execution_uuid"], node["node_uuid"]) for node in started["nodes"]]


def test_who_sent_it_gets_a_copy(shared_api: RunningApi) -> None:
    task = shared_api.task()
    assert told(shared_api.member, task) is None

    submit(shared_api.member, task)

    assert told(shared_api.member, task) == {"response_data": ANSWER, "idempotency_key": "k-1"}


def test_others_who_may_open_it_get_none(shared_api: RunningApi) -> None:
    task = shared_api.task()

    submit(shared_api.member, task)

    read = shared_api.author.get(task.read_path)
    assert (read.status_code, read.json()["status"], read.json()["submission"]) == (200, "submitted", None)


def test_a_copy_moved_to_another_row_is_not_shown(shared_api: RunningApi) -> None:
    one, other = shared_api.task(), shared_api.task()
    submit(shared_api.member, one)
    submit(shared_api.member, other)
    shared_api.query(
        "UPDATE workflow_execution_nodes SET interface_response = (SELECT interface_response FROM"
        " workflow_execution_nodes WHERE execution_uuid = %s) WHERE execution_uuid = %s",
        other.execution,
        one.execution,
    )

    assert shared_api.member.get(one.read_path).status_code == 500


def test_the_next_task_is_one_that_waits_for_the_same_person(shared_api: RunningApi) -> None:
    first, *others = execution(
        shared_api, MEMBER.subject, AUTHOR.subject, None, MEMBER.subject, MEMBER.subject
    )
    submit(shared_api.member, first)
    mine = {others[2].node, others[3].node}

    found = shared_api.member.get(f"{first.path}/next").json()["next"]

    assert found["node_uuid"] in mine
    assert (found["workflow_uuid"], found["execution_uuid"]) == (first.workflow, first.execution)
    submit(shared_api.member, Task(first.workflow, first.execution, found["node_uuid"]))
    then = shared_api.member.get(f"{first.path}/next").json()["next"]
    assert {found["node_uuid"], then["node_uuid"]} == mine
    submit(shared_api.member, Task(first.workflow, first.execution, then["node_uuid"]))
    assert shared_api.member.get(f"{first.path}/next").json() == {"next": None}


def test_the_next_task_is_told_to_whom_the_node_is(shared_api: RunningApi) -> None:
    (task,) = execution(shared_api, MEMBER.subject)

    assert shared_api.author.get(f"{task.path}/next").status_code == 404
    assert shared_api.nobody.get(f"{task.path}/next").status_code == 401
