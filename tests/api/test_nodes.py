"""Reading a node and saving drafts."""

from datetime import UTC, datetime, timedelta

from identity.issuer import MEMBER
from tests.api.origin import CONTEXT, Origin
from tests.api.running import RunningApi, Task


def expired(api: RunningApi) -> Task:
    """A task whose time is over: the clock is not turned, the row is."""
    task = api.task(expires_at=(datetime.now(UTC) + timedelta(days=1)).isoformat())
    api.query(
        "UPDATE interface_tasks SET expires_at = now() - interval '1 second' WHERE execution_uuid = %s",
        task.execution,
    )
    return task


def cancelled(api: RunningApi) -> Task:
    task = api.task()
    api.query("UPDATE interface_tasks SET status = 'cancelled' WHERE execution_uuid = %s", task.execution)
    return task


def test_a_node_is_everything_the_edge_needs(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    condition = {"If-Match": "*"}
    api.author.patch(
        f"/interfaces/{interface}",
        json={"config": {"title": "Ours"}, "branding": {"radius": 3}},
        headers=condition,
    )
    expires = "2099-01-01T12:00:00Z"
    task = api.task(interface, assigned_user_id=MEMBER.subject, expires_at=expires)

    told = api.member.get(task.read_path).json()

    opened = datetime.fromisoformat(told.pop("opened_at"))
    assert abs(datetime.now(UTC) - opened) < timedelta(minutes=1)
    commit = origin.git("rev-parse", "main")
    assert told == {
        "workflow_uuid": task.workflow,
        "execution_uuid": task.execution,
        "node_uuid": task.node,
        "interface_uuid": interface,
        "interface_package": "@webapp/interface-note",
        "release": {"digest": origin.digest(commit), "commit": commit},
        "config": {"title": "Ours"},
        "branding": {"radius": 3},
        "context": CONTEXT,
        "status": "open",
        "submitted_at": None,
        "expires_at": expires,
        "draft": None,
        "draft_saved_at": None,
        "draft_version": 0,
        "submission": None,
    }


def test_the_first_opening_is_noted_once(shared_api: RunningApi) -> None:
    task = shared_api.task()

    first = shared_api.member.get(task.read_path).json()["opened_at"]

    assert first is not None
    assert shared_api.author.get(task.read_path).json()["opened_at"] == first


def test_a_link_that_was_only_made_was_not_opened(shared_api: RunningApi) -> None:
    task = shared_api.task()

    shared_api.machine.post(f"{task.path}/generate-url")

    ((opened,),) = shared_api.query(
        "SELECT interface_opened_at FROM workflow_execution_nodes WHERE execution_uuid = %s", task.execution
    )
    assert opened is None


def test_a_context_comes_back_as_it_was_handed_over(shared_api: RunningApi) -> None:
    context = {"subject": "</script> Größe \u0000 \U0001f600 \u202e", "amount": 1234567890123456789012345}
    task = shared_api.task(context=context)

    assert shared_api.member.get(task.read_path).json()["context"] == context


def test_the_workflow_must_be_named(shared_api: RunningApi) -> None:
    refused = shared_api.member.get(shared_api.task().path)

    assert refused.status_code == 422
    assert "workflow_uuid" in refused.json()["errors"][0]["message"]


def test_the_latest_draft_is_kept_though_it_is_not_valid(shared_api: RunningApi) -> None:
    task = shared_api.task()
    for draft in ({"note": "first"}, {"note": "", "amount": "12,", "unknown": [None]}):
        assert shared_api.member.put(f"{task.path}/draft", json={"draft": draft}).status_code == 204

    told = shared_api.member.get(task.read_path).json()

    assert told["draft"] == {"note": "", "amount": "12,", "unknown": [None]}
    assert told["draft_saved_at"] is not None


def test_a_closed_task_takes_no_draft(shared_api: RunningApi) -> None:
    submitted = shared_api.task()
    answer = {"response_data": {"action": "reject", "note": "no"}}
    shared_api.member.patch(f"{submitted.path}/submit", json=answer)
    cases = (
        (submitted, 409, "/problems/already-submitted"),
        (expired(shared_api), 410, "/problems/expired"),
        (cancelled(shared_api), 410, "/problems/cancelled"),
    )
    for task, status, kind in cases:
        refused = shared_api.member.put(f"{task.path}/draft", json={"draft": {}})

        assert (refused.status_code, refused.json()["type"]) == (status, kind)
    assert shared_api.query(
        "SELECT count(*) FROM interface_drafts WHERE execution_uuid = %s", submitted.execution
    ) == [(0,)]


def test_a_closed_task_still_says_what_became_of_it(shared_api: RunningApi) -> None:
    for task, status in ((expired(shared_api), "expired"), (cancelled(shared_api), "cancelled")):
        assert shared_api.member.get(task.read_path).json()["status"] == status


def test_a_value_moved_to_another_row_is_not_shown(shared_api: RunningApi) -> None:
    one, other = shared_api.task(), shared_api.task(context={"subject": "canary"})
    shared_api.query(
        "UPDATE interface_tasks SET context = (SELECT context FROM interface_tasks WHERE execution_uuid = %s)"
        " WHERE execution_uuid = %s",
        other.execution,
        one.execution,
    )

    answer = shared_api.member.get(one.read_path)

    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert "canary" not in answer.text
