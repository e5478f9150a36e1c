"""One answer for one task, whatever happens around it."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from api.migrate import migrate
from identity.issuer import MEMBER
from tests.api.origin import ANSWER, SCHEMA, Origin, package_files
from tests.api.running import Issuer, RunningApi, Task, running_api, settings_of
from tests.api.test_nodes import cancelled, expired


def submit(
    client: httpx2.Client, task: Task, answer: Any = ANSWER, key: str | None = None
) -> httpx2.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return client.patch(f"{task.path}/submit", json={"response_data": answer}, headers=headers)


def stored(api: RunningApi, task: Task) -> tuple[Any, ...]:
    (row,) = api.query(
        "SELECT interface_response, interface_submitted_at"
        "  FROM workflow_execution_nodes WHERE execution_uuid = %s",
        task.execution,
    )
    return row


def effects(api: RunningApi, task: Task) -> tuple[int, int]:
    """How many submissions and continuations there are."""
    ((submissions, messages),) = api.query(
        "SELECT (SELECT count(*) FROM interface_submissions WHERE execution_uuid = %s),"
        "       (SELECT count(*) FROM interface_outbox WHERE execution_uuid = %s)",
        task.execution,
        task.execution,
    )
    return submissions, messages


def test_an_answer_is_stored_encrypted_and_decrypts_to_itself(shared_api: RunningApi) -> None:
    task = shared_api.task()
    shared_api.member.put(f"{task.path}/draft", json={"draft": ANSWER})

    told = submit(shared_api.member, task)

    assert (told.status_code, told.json()["status"]) == (200, "submitted")
    response, submitted_at = stored(shared_api, task)
    assert b"fine with me" not in response
    plain = shared_api.decrypt(response, task, "workflow_execution_nodes", "interface_response")
    assert json.loads(plain) == ANSWER
    assert submitted_at == datetime.fromisoformat(told.json()["submitted_at"])
    node = shared_api.member.get(task.read_path).json()
    assert (node["status"], node["draft"]) == ("submitted", None)
    assert effects(shared_api, task) == (1, 1)


def test_the_outbox_row_names_the_node_whose_workflow_goes_on(shared_api: RunningApi) -> None:
    task = shared_api.task(continuation={"task_token": "t"})

    submit(shared_api.member, task)

    assert shared_api.query(
        "SELECT kind, node_uuid::text, delivered_at FROM interface_outbox WHERE execution_uuid = %s",
        task.execution,
    ) == [("continuation", task.node, None)]


def test_the_same_again_under_the_same_key_gets_the_same_answer(shared_api: RunningApi) -> None:
    task = shared_api.task()
    first = submit(shared_api.member, task, key="k-1")

    again = submit(shared_api.member, task, dict(reversed(ANSWER.items())), key="k-1")

    assert (again.status_code, again.json()) == (200, first.json())
    assert effects(shared_api, task) == (1, 1)


def test_any_other_repetition_finds_it_submitted(shared_api: RunningApi) -> None:
    task = shared_api.task()
    submit(shared_api.member, task, key="k-1")
    before = stored(shared_api, task)
    repetitions = [
        submit(shared_api.member, task, key="k-2"),
        submit(shared_api.member, task),
        submit(shared_api.member, task, {**ANSWER, "note": "other"}, key="k-1"),
        submit(shared_api.member, task, {**ANSWER, "amount": "12.5"}, key="k-1"),
        submit(shared_api.author, task, key="k-1"),
    ]

    assert [(r.status_code, r.json()["type"]) for r in repetitions] == [
        (409, "/problems/already-submitted")
    ] * len(repetitions)
    assert stored(shared_api, task) == before
    assert effects(shared_api, task) == (1, 1)


def test_a_repetition_of_an_answer_without_a_key_finds_it_submitted(shared_api: RunningApi) -> None:
    task = shared_api.task()
    submit(shared_api.member, task)

    assert submit(shared_api.member, task).status_code == 409


@pytest.mark.parametrize(
    ("answer", "pointers"),
    [
        ({}, {"/action", "/note"}),
        ({"action": "maybe", "note": ""}, {"/action", "/note"}),
        ({"action": "approve", "note": "x", "amount": "1"}, {"/amount"}),
        ({"action": "approve", "note": "x", "extra": 1}, None),
    ],
)
def test_an_answer_that_does_not_fit_the_schema_is_refused(
    shared_api: RunningApi, answer: Any, pointers: set[str] | None
) -> None:
    task = shared_api.task()

    refused = submit(shared_api.member, task, answer)

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-response")
    errors = refused.json()["errors"]
    assert errors
    assert all(error["keyword"] and error["message"] for error in errors)
    assert pointers is None or {error["pointer"] for error in errors} == pointers
    assert effects(shared_api, task) == (0, 0)
    assert submit(shared_api.member, task).status_code == 200


def test_what_was_answered_is_never_in_the_refusal(shared_api: RunningApi) -> None:
    answer = {"action": "canary-action-1", "note": "canary-note-2" * 30, "amount": "canary-amount-3"}

    assert "canary" not in submit(shared_api.member, shared_api.task(), answer).text


def test_a_closed_task_takes_no_answer(shared_api: RunningApi) -> None:
    for task, kind in ((expired(shared_api), "expired"), (cancelled(shared_api), "cancelled")):
        refused = submit(shared_api.member, task)

        assert (refused.status_code, refused.json()["type"]) == (410, f"/problems/{kind}")
        assert stored(shared_api, task) == (None, None)


@pytest.mark.parametrize("key", ["with space", "\xe4", "x" * 256])
def test_a_malformed_key_is_refused(shared_api: RunningApi, key: str) -> None:
    refused = shared_api.member.patch(
        f"{shared_api.task().path}/submit",
        json={"response_data": ANSWER},
        headers={b"Idempotency-Key": key.encode("latin-1")},
    )

    assert refused.status_code == 422
    assert "idempotency-key" in refused.json()["errors"][0]["message"].lower()


def test_an_answer_is_checked_against_the_release_the_task_is_pinned_to(
    api: RunningApi, origin: Origin
) -> None:
    interface = api.published()
    before = api.task(interface)
    api.member.get(before.read_path)
    stricter = {**SCHEMA, "required": ["action", "note", "amount"]}
    origin.commit(package_files("2.0.0", stricter))
    api.publish(interface)
    after = api.task(interface)
    answer = {"action": "approve", "note": "x"}

    assert submit(api.member, before, answer).status_code == 200
    assert submit(api.member, after, answer).json()["errors"][0]["pointer"] == "/amount"


CLIENTS_TABLES = b"""
CREATE TABLE workflow_execution_nodes (
    id bigserial PRIMARY KEY, execution_uuid uuid, node_uuid uuid, node_type varchar(40) DEFAULT 'interface',
    interface_package varchar(200), interface_uuid uuid, interface_url text, interface_response bytea,
    interface_opened_at timestamptz, interface_submitted_at timestamptz, assigned_user_id bytea
);
INSERT INTO workflow_execution_nodes (execution_uuid, node_uuid, interface_response)
VALUES (gen_random_uuid(), gen_random_uuid(), 'theirs');
"""


def test_a_clients_own_table_gets_the_answer_and_its_other_rows_stay(
    issuer: Issuer, blank_database_url: str, origin: Origin, tmp_path: Path
) -> None:
    with psycopg.connect(blank_database_url) as connection:
        connection.execute(CLIENTS_TABLES)
    migrate(blank_database_url, "pre")
    settings = settings_of(issuer.url, blank_database_url, origin.url, tmp_path / "mirror.git")
    with running_api(issuer, settings) as api:
        task = api.task(assigned_user_id=MEMBER.subject)
        assert submit(api.member, task).status_code == 200

        assert stored(api, task)[0]
        assert api.query(
            "SELECT interface_response, node_type FROM workflow_execution_nodes ORDER BY id LIMIT 1"
        ) == [(b"theirs", "interface")]


async def crowd(api: RunningApi, task: Task, size: int) -> list[httpx2.Response]:
    """The same form sent `size` times at once, each under a key of its own."""
    limits = httpx2.Limits(max_connections=100)
    headers = {"Authorization": api.member.headers["authorization"]}
    async with httpx2.AsyncClient(base_url=api.url, headers=headers, limits=limits, timeout=110) as client:
        return await asyncio.gather(
            *(
                client.patch(
                    f"{task.path}/submit",
                    json={"response_data": {**ANSWER, "note": f"number {number}"}},
                    headers={"Idempotency-Key": f"key-{number}"},
                )
                for number in range(size)
            )
        )


@pytest.mark.anyio
async def test_a_thousand_at_once_have_one_effect(shared_api: RunningApi) -> None:
    task = shared_api.task(assigned_user_id=MEMBER.subject)

    answers = await crowd(shared_api, task, 1000)

    accepted = [answer for answer in answers if answer.status_code == 200]
    assert len(accepted) == 1
    assert [answer.status_code for answer in answers].count(409) == 999
    assert effects(shared_api, task) == (1, 1)
    response, submitted_at = stored(shared_api, task)
    winner = json.loads(accepted[0].request.content)["response_data"]
    plain = shared_api.decrypt(response, task, "workflow_execution_nodes", "interface_response")
    assert json.loads(plain) == winner
    assert submitted_at == datetime.fromisoformat(accepted[0].json()["submitted_at"])
