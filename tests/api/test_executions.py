"""Starting executions and handing out links."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from identity.issuer import MEMBER
from tests.api.origin import CONTEXT, SCHEMA, Origin, package_files
from tests.api.running import RunningApi, Task

WORKFLOW = "11111111-2222-4333-8444-555555555555"


def start(api: RunningApi, *nodes: dict[str, Any]) -> httpx2.Response:
    return api.machine.post("/workflow-executions", json={"workflow_uuid": WORKFLOW, "nodes": list(nodes)})


def test_an_execution_has_a_row_for_each_node(shared_api: RunningApi) -> None:
    interface, mine = shared_api.published(), str(uuid4())

    started = start(
        shared_api,
        {"interface_uuid": interface, "context": CONTEXT, "node_uuid": mine},
        {"interface_uuid": interface, "context": CONTEXT},
    )

    assert started.status_code == 201
    told = started.json()
    assert told["workflow_uuid"] == WORKFLOW
    assert told["nodes"][0] == {"node_uuid": mine, "interface_uuid": interface}
    rows = shared_api.query(
        "SELECT node_uuid::text FROM workflow_execution_nodes WHERE execution_uuid = %s",
        told["execution_uuid"],
    )
    assert {row[0] for row in rows} == {node["node_uuid"] for node in told["nodes"]}


def test_every_mistake_in_every_node_is_told_at_once_and_nothing_is_stored(shared_api: RunningApi) -> None:
    interface, draft = shared_api.published(), str(uuid4())
    same = str(uuid4())
    before = shared_api.query("SELECT count(*) FROM interface_tasks")
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()

    refused = start(
        shared_api,
        {"interface_uuid": interface, "context": {"amount": -1}, "node_uuid": same},
        {"interface_uuid": draft, "context": CONTEXT},
        {"interface_uuid": interface, "context": CONTEXT, "expires_at": past, "node_uuid": same},
    )

    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json()["errors"]} == {
        "/nodes/0/context/subject",
        "/nodes/0/context/amount",
        "/nodes/1/interface_uuid",
        "/nodes/2/expires_at",
        "/nodes/2/node_uuid",
    }
    assert shared_api.query("SELECT count(*) FROM interface_tasks") == before


def keyed(client: httpx2.Client, interface: str, key: str, **context: Any) -> httpx2.Response:
    nodes = [{"interface_uuid": interface, "context": {**CONTEXT, **context}}]
    body = {"workflow_uuid": WORKFLOW, "nodes": nodes}
    return client.post("/workflow-executions", json=body, headers={"Idempotency-Key": key})


def executions(api: RunningApi, interface: str) -> int:
    ((count,),) = api.query("SELECT count(*) FROM interface_tasks WHERE interface_uuid = %s", interface)
    return int(count)


def test_the_same_under_the_same_key_starts_once_and_gets_the_same_answer(shared_api: RunningApi) -> None:
    interface, key = shared_api.published(), str(uuid4())

    with ThreadPoolExecutor(8) as people:
        told = list(people.map(lambda _: keyed(shared_api.machine, interface, key), range(16)))

    assert {answer.status_code for answer in told} == {201}
    assert all(answer.json() == told[0].json() for answer in told)
    assert executions(shared_api, interface) == 1


def test_a_key_is_good_for_one_request_of_one_caller(shared_api: RunningApi) -> None:
    interface, key = shared_api.published(), str(uuid4())
    first = keyed(shared_api.machine, interface, key)

    other = keyed(shared_api.machine, interface, key, subject="Tables")
    theirs = keyed(shared_api.author, interface, key)

    assert (other.status_code, other.json()["type"]) == (409, "/problems/key-taken")
    assert theirs.status_code == 201
    assert theirs.json()["execution_uuid"] != first.json()["execution_uuid"]
    assert executions(shared_api, interface) == 2


def test_a_refused_request_does_not_use_its_key_up(shared_api: RunningApi) -> None:
    interface, key = shared_api.published(), str(uuid4())

    assert keyed(shared_api.machine, interface, key, amount=-1).status_code == 422
    assert keyed(shared_api.machine, interface, key).status_code == 201


def test_what_was_asked_under_a_key_cannot_be_guessed_from_the_database(shared_api: RunningApi) -> None:
    interface = shared_api.published()
    for key in (str(uuid4()), str(uuid4())):
        keyed(shared_api.machine, interface, key)

    kept = shared_api.query("SELECT request FROM interface_execution_keys ORDER BY created_at DESC LIMIT 2")

    assert kept[0] != kept[1]


def test_an_interface_that_was_never_published_takes_no_tasks(shared_api: RunningApi) -> None:
    body = {"interface_name": "n", "interface_package": "@webapp/interface-note", "config": {}, "schema": {}}
    interface = shared_api.author.post("/interfaces/create", json=body).json()["interface_uuid"]

    refused = start(shared_api, {"interface_uuid": interface, "context": CONTEXT})

    assert refused.json()["errors"][0]["message"] == "is draft; publish it first"


@pytest.mark.parametrize(
    "node",
    [
        {"expires_at": "2030-01-01T00:00:00"},
        {"assigned_user_id": ""},
        {"assigned_user_id": "a\0b"},
        {"context": []},
        {"continuation": "x"},
        {"interface_uuid": "x"},
        {"colour": "red"},
    ],
)
def test_a_malformed_node_is_refused(shared_api: RunningApi, node: dict[str, Any]) -> None:
    refused = start(shared_api, {"interface_uuid": WORKFLOW, "context": CONTEXT, **node})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/nodes/0/{next(iter(node))}"


def test_what_is_about_people_is_stored_encrypted(shared_api: RunningApi) -> None:
    continuation = {"task_token": "canary-token-8271"}
    context = {"subject": "canary-subject-5519"}
    task = shared_api.task(context=context, assigned_user_id=MEMBER.subject, continuation=continuation)
    shared_api.member.put(f"{task.path}/draft", json={"draft": {"note": "canary-draft-3307"}})

    key = (task.execution,)
    ((assigned,),) = shared_api.query(
        "SELECT assigned_user_id FROM workflow_execution_nodes WHERE execution_uuid = %s", *key
    )
    ((sealed, onward),) = shared_api.query(
        "SELECT context, continuation FROM interface_tasks WHERE execution_uuid = %s", *key
    )
    ((draft,),) = shared_api.query("SELECT draft FROM interface_drafts WHERE execution_uuid = %s", *key)
    stored = assigned + sealed + onward + draft
    for plain in (MEMBER.subject, "canary-subject", "canary-token", "canary-draft"):
        assert plain.encode() not in stored
    assert (
        shared_api.decrypt(sealed, task, "interface_tasks", "context") == b'{"subject":"canary-subject-5519"}'
    )
    assert shared_api.decrypt(onward, task, "interface_tasks", "continuation") == (
        b'{"task_token":"canary-token-8271"}'
    )
    assert shared_api.decrypt(assigned, task, "workflow_execution_nodes", "assigned_user_id") == (
        MEMBER.subject.encode()
    )


def test_a_link_is_the_production_url_and_is_kept_with_the_node(shared_api: RunningApi) -> None:
    task = shared_api.task()

    told = shared_api.machine.post(f"{task.path}/generate-url")

    assert told.status_code == 200
    url = f"https://interfaces.example.test/i/{task.workflow}/{task.node}/{task.execution}"
    assert told.json()["url"] == url
    assert shared_api.query(
        "SELECT interface_url FROM workflow_execution_nodes WHERE execution_uuid = %s", task.execution
    ) == [(url,)]
    assert shared_api.machine.post(f"{task.path}/generate-url").json() == told.json()


def test_a_link_for_a_node_that_is_not_there_is_refused(shared_api: RunningApi) -> None:
    absent = Task(WORKFLOW, WORKFLOW, WORKFLOW)

    assert shared_api.machine.post(f"{absent.path}/generate-url").status_code == 404


def publish_next(api: RunningApi, origin: Origin, interface: str, version: str) -> str:
    """Push and publish another version; give its digest."""
    schema = {**SCHEMA, "title": version}
    digest = origin.digest(origin.commit(package_files(version, schema)))
    assert api.publish(interface)["digest"] == digest
    return digest


def test_a_node_keeps_the_release_its_link_was_made_with(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    linked, unseen = api.task(interface), api.task(interface)
    first = api.machine.post(f"{linked.path}/generate-url").json()["release"]

    second = publish_next(api, origin, interface, "2.0.0")

    assert api.member.get(linked.read_path).json()["release"] == first
    assert api.member.get(unseen.read_path).json()["release"]["digest"] == second != first["digest"]


def test_a_node_keeps_the_release_it_was_first_opened_with(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    task = api.task(interface)
    first = api.member.get(task.read_path).json()["release"]

    publish_next(api, origin, interface, "2.0.0")

    assert api.member.get(task.read_path).json()["release"] == first
    assert api.machine.post(f"{task.path}/generate-url").json()["release"] == first
