"""The workflow is told to go on: signed, at least once, in order, and whatever fails is seen by people."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from api.outbox import ATTEMPTS, pause_after
from tests.api.origin import ANSWER, CONTEXT
from tests.api.receiver import SECRET, Receiver, running_receiver
from tests.api.running import Issuer, RunningApi, Task, fresh_api
from tests.api.test_submissions import submit
from tests.support.postgres import Databases
from tests.support.serving import wait_until
from typed.secret import SecretStr

STATE = (
    "SELECT CASE WHEN delivered_at IS NOT NULL THEN 'delivered' WHEN dead_at IS NOT NULL THEN 'dead'"
    "       ELSE 'waiting' END, attempts, last_fault FROM interface_outbox WHERE execution_uuid = %s"
    " ORDER BY position"
)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def engine_api(
    receiver: Receiver, issuer: Issuer, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningApi]:
    folder = tmp_path_factory.mktemp("engine")
    with fresh_api(
        issuer,
        databases,
        folder,
        continuation_targets=f"engine={receiver.url}/hook,other={receiver.url}/other",
        continuation_secrets=SecretStr(SECRET),
    ) as api:
        yield api


@pytest.fixture(scope="module")
def interface(engine_api: RunningApi) -> str:
    return engine_api.published()


@pytest.fixture(autouse=True)
def willing(receiver: Receiver) -> Iterator[None]:
    receiver.says = 204
    yield
    receiver.says = 204


def two_nodes(api: RunningApi, interface: str) -> list[Task]:
    """Two tasks of one execution."""
    workflow, node = str(uuid4()), {"interface_uuid": interface, "context": CONTEXT}
    told = api.machine.post(
        "/workflow-executions", json={"workflow_uuid": workflow, "nodes": [node, node]}
    ).json()
    return [Task(workflow, told["execution_uuid"], each["node_uuid"]) for each in told["nodes"]]


def dead(api: RunningApi, receiver: Receiver, interface: str) -> tuple[Task, dict[str, Any]]:
    """A task whose message is dead, and that message as people see it."""
    receiver.says = 410
    task = api.task(interface)
    submit(api.member, task)
    api.wait_for(STATE, task.execution, rows=[("dead", 1, "HTTP 410")])
    listed = api.author.get("/outbox", params={"state": "dead"}).json()["messages"]
    (message,) = [each for each in listed if each["execution_uuid"] == task.execution]
    return task, message


def test_a_submission_reaches_the_engine_with_answer_and_continuation(
    engine_api: RunningApi, receiver: Receiver, interface: str
) -> None:
    task = engine_api.task(interface, continuation={"resume": {"token": "t-1"}})
    headers = {"X-Request-Id": "req-1", "traceparent": TRACE}

    told = engine_api.member.patch(f"{task.path}/submit", json={"response_data": ANSWER}, headers=headers)

    wait_until(lambda: receiver.about(task.execution))
    (message,) = receiver.about(task.execution)
    assert message["type"] == "interface.submitted"
    data = message["data"]
    assert data["response_data"] == ANSWER
    assert data["continuation"] == {"resume": {"token": "t-1"}}
    assert (data["node_uuid"], data["workflow_uuid"], data["status"]) == (
        task.node,
        task.workflow,
        "submitted",
    )
    assert data["submitted_at"] == told.json()["submitted_at"].replace("Z", "+00:00")
    (sent,) = [each for key, each in receiver.headers.items() if receiver.believed[key] is message]
    assert (sent["x-request-id"], sent["traceparent"]) == ("req-1", TRACE)
    engine_api.wait_for(STATE, task.execution, rows=[("delivered", 1, None)])


def test_an_engine_that_is_away_costs_no_attempt_and_is_told_when_it_is_back(
    engine_api: RunningApi, receiver: Receiver, interface: str
) -> None:
    receiver.says = 503
    task = engine_api.task(interface)
    submit(engine_api.member, task)
    engine_api.wait_for(STATE, task.execution, rows=[("waiting", 0, "HTTP 503")])

    receiver.says = 200

    engine_api.wait_for(STATE, task.execution, rows=[("delivered", 1, None)])
    assert len(receiver.about(task.execution)) == 1


def test_a_refused_message_is_tried_again_later_and_then_its_successor(
    engine_api: RunningApi, receiver: Receiver, interface: str
) -> None:
    """Row 33: in order for each execution, also when the first one is refused."""
    first, second = two_nodes(engine_api, interface)
    receiver.says = 500
    submit(engine_api.member, first)
    engine_api.wait_for(STATE, first.execution, rows=[("waiting", 1, "HTTP 500")])
    receiver.says = 200
    submit(engine_api.member, second)
    other = engine_api.task(interface)
    submit(engine_api.member, other)

    wait_until(lambda: receiver.about(other.execution))  # others are not held up
    assert receiver.about(first.execution) == []
    engine_api.query("UPDATE interface_outbox SET next_attempt_at = now() WHERE attempts > 0")
    wait_until(lambda: len(receiver.about(first.execution)) == 2)

    assert [each["data"]["node_uuid"] for each in receiver.about(first.execution)] == [
        first.node,
        second.node,
    ]


def test_the_pauses_grow_and_then_it_is_dead() -> None:
    pauses = [pause_after(attempts) for attempts in range(1, ATTEMPTS + 1)]

    assert pauses[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert pauses[-2:] == [timedelta(hours=1), None]


@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_is_not_followed(
    engine_api: RunningApi, receiver: Receiver, interface: str, status: int
) -> None:
    receiver.says = status
    task = engine_api.task(interface)
    submit(engine_api.member, task)

    engine_api.wait_for(STATE, task.execution, rows=[("waiting", 1, f"HTTP {status}")])


def test_people_see_a_dead_letter_and_send_it_again(
    engine_api: RunningApi, receiver: Receiver, interface: str
) -> None:
    task, message = dead(engine_api, receiver, interface)
    assert (message["state"], message["attempts"], message["last_fault"]) == ("dead", 1, "HTTP 410")
    assert (message["target"], message["node_uuid"]) == ("engine", task.node)
    receiver.says = 204

    assert engine_api.author.post(f"/outbox/{message['message_id']}/retry").status_code == 204

    wait_until(lambda: receiver.about(task.execution))
    engine_api.wait_for(STATE, task.execution, rows=[("delivered", 1, None)])
    assert engine_api.author.post(f"/outbox/{message['message_id']}/retry").status_code == 404


def test_only_authors_see_the_outbox(engine_api: RunningApi) -> None:
    assert [who.get("/outbox").status_code for who in (engine_api.member, engine_api.machine)] == [403, 403]
    assert engine_api.member.post(f"/outbox/{uuid4()}/retry").status_code == 403


def test_the_list_comes_in_pages(engine_api: RunningApi, receiver: Receiver, interface: str) -> None:
    ids = [dead(engine_api, receiver, interface)[1]["message_id"] for _ in range(2)]

    def page(**query: Any) -> list[str]:
        told = engine_api.author.get("/outbox", params={"state": "dead", **query}).json()
        return [each["message_id"] for each in told["messages"]]

    everything = page()
    assert [each for each in everything if each in ids] == ids
    assert page(limit=1) == everything[:1]
    assert page(after=everything[0]) == everything[1:]


@pytest.mark.parametrize("target", ["nobody", 7, ["engine"], "https://evil.example.test"])
def test_a_task_cannot_send_its_answer_elsewhere(
    engine_api: RunningApi, interface: str, target: object
) -> None:
    """Only the settings say where answers go."""
    node = {"interface_uuid": interface, "context": CONTEXT, "continuation": {"target": target}}
    body = {"workflow_uuid": str(uuid4()), "nodes": [node]}

    refused = engine_api.machine.post("/workflow-executions", json=body)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/nodes/0/continuation"
    assert "engine, other" in refused.json()["errors"][0]["message"]


def test_a_task_may_name_another_target(engine_api: RunningApi, receiver: Receiver, interface: str) -> None:
    task = engine_api.task(interface, continuation={"target": "other"})
    submit(engine_api.member, task)

    wait_until(lambda: receiver.about(task.execution))
    listed = engine_api.query(
        "SELECT continuation_target FROM interface_tasks WHERE execution_uuid = %s", task.execution
    )
    assert listed == [("other",)]


def test_a_task_that_expires_unanswered_is_told_once(
    engine_api: RunningApi, receiver: Receiver, interface: str
) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    task = engine_api.task(interface, expires_at=soon)

    wait_until(lambda: receiver.about(task.execution))

    (message,) = receiver.about(task.execution)
    assert (message["type"], message["data"]["status"]) == ("interface.expired", "expired")
    assert "response_data" not in message["data"]
    engine_api.wait_for(STATE, task.execution, rows=[("delivered", 1, None)])


def test_a_reminder_comes_once_and_the_task_stays_open(
    engine_api: RunningApi, receiver: Receiver, interface: str
) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    task = engine_api.task(interface, remind_at=soon)
    wait_until(lambda: receiver.about(task.execution))

    assert submit(engine_api.member, task).status_code == 200
    wait_until(lambda: len(receiver.about(task.execution)) == 2)

    assert [each["type"] for each in receiver.about(task.execution)] == [
        "interface.reminder",
        "interface.submitted",
    ]


def test_one_message_that_cannot_be_read_holds_up_nobody(
    engine_api: RunningApi, receiver: Receiver, interface: str
) -> None:
    broken, task = engine_api.task(interface), engine_api.task(interface)
    receiver.says = 503
    submit(engine_api.member, broken)
    engine_api.wait_for(STATE, broken.execution, rows=[("waiting", 0, "HTTP 503")])  # none is under way
    engine_api.query(
        "UPDATE workflow_execution_nodes SET interface_response = 'canary' WHERE execution_uuid = %s",
        broken.execution,
    )
    receiver.says = 204
    submit(engine_api.member, task)

    wait_until(lambda: receiver.about(task.execution))
    fault = "SELECT attempts > 0, last_fault FROM interface_outbox WHERE execution_uuid = %s"
    engine_api.wait_for(fault, broken.execution, rows=[(True, "not a value of this format")])
