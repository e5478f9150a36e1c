"""Open tasks are moved to another release where they fit, and stay where they do not; nothing is lost."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from api.queries import SQL
from tests.api.origin import MANIFEST, SCHEMA, Origin, package_files
from tests.api.running import RunningApi, Task
from tests.support.serving import wait_until

SHORT = {"action": "approve", "note": "fine"}
LENGTHY = {**SCHEMA["properties"]["note"], "minLength": 5}
STRICTER: Mapping[str, Any] = {**SCHEMA, "properties": {**SCHEMA["properties"], "note": LENGTHY}}


def opened(api: RunningApi, interface: str, draft: Mapping[str, Any] | None = None) -> Task:
    """A task somebody opened, with what they saved."""
    task = api.task(interface)
    api.member.get(task.read_path)
    if draft is not None:
        assert api.member.put(f"{task.path}/draft", json={"draft": draft}).is_success
    return task


def release_of(api: RunningApi, task: Task) -> str:
    digest: str = api.member.get(task.read_path).json()["release"]["digest"]
    return digest


def moved(api: RunningApi, interface: str, **wish: Any) -> dict[str, Any]:
    answer = api.author.post(f"/interfaces/{interface}/migrate-tasks", json=wish)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_what_fits_is_moved_and_what_does_not_is_named(shared_api: RunningApi, shared_origin: Origin) -> None:
    interface = shared_api.published()
    empty, fits, short = (
        opened(shared_api, interface, draft) for draft in (None, {"note": "enough"}, {"note": "no"})
    )
    old = release_of(shared_api, short)
    shared_origin.commit(package_files("2.0.0", STRICTER), "dev")
    new = shared_api.publish(interface)["digest"]

    looked = moved(shared_api, interface, dry_run=True)
    assert {release_of(shared_api, task) for task in (empty, fits, short)} == {old}
    told = moved(shared_api, interface)

    assert {**looked, "dry_run": False} == told
    assert (told["digest"], told["version"], told["moved"], told["stayed"]) == (new, "2.0.0", 2, 1)
    [stayed] = told["examples"]
    assert stayed["id"] == f"{short.execution}/{short.node}"
    assert [(one["part"], one["pointer"]) for one in stayed["misfits"]] == [("answers", "/note")]
    assert [release_of(shared_api, task) for task in (empty, fits, short)] == [new, new, old]
    assert shared_api.member.get(fits.read_path).json()["draft"] == {"note": "enough"}
    records = shared_api.query("SELECT from_digest, to_digest, moved_by FROM interface_task_moves")
    assert records == [(old, new, "author")] * 2
    assert moved(shared_api, interface)["moved"] == 0  # again: nothing is left to be done
    for task in (empty, fits, short):
        answer = {"response_data": {"action": "approve", "note": "a good reason"}}
        assert shared_api.member.patch(f"{task.path}/submit", json=answer).status_code == 200


@pytest.mark.parametrize("by", ["digest", "version"])
def test_back_to_an_earlier_release(shared_api: RunningApi, shared_origin: Origin, by: str) -> None:
    interface = shared_api.published()
    first = shared_api.author.get(f"/interfaces/{interface}").json()["live"]
    shared_origin.commit(package_files("2.0.0", STRICTER), "dev")
    shared_api.publish(interface)
    task = opened(shared_api, interface)

    assert moved(shared_api, interface, to=first[by])["moved"] == 1
    assert release_of(shared_api, task) == first["digest"]


def test_what_was_never_live_is_refused(shared_api: RunningApi) -> None:
    interface = shared_api.published()
    for to in ("9.9.9", "0" * 40, "newest"):
        refused = shared_api.author.post(f"/interfaces/{interface}/migrate-tasks", json={"to": to})

        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/to")


def test_only_authors_move_tasks(shared_api: RunningApi) -> None:
    path = f"/interfaces/{shared_api.published()}/migrate-tasks"

    assert [who.post(path).status_code for who in (shared_api.member, shared_api.nobody)] == [403, 401]


def test_a_publication_moves_them_when_the_package_says_so(
    shared_api: RunningApi, shared_origin: Origin
) -> None:
    interface = shared_api.published()
    fits, short = opened(shared_api, interface), opened(shared_api, interface, {"note": "no"})
    old = release_of(shared_api, short)
    files = package_files("2.0.0", STRICTER)
    manifest = MANIFEST.format(version="2.0.0") + '\n[task]\nopen_tasks = "migrate-if-compatible"\n'
    shared_origin.commit({**files, "interface.toml": manifest}, "dev")

    told = shared_api.publish(interface)

    assert [step["name"] for step in told["steps"]] == ["fetch", "gate", "merge", "flip", "tasks", "announce"]
    assert told["steps"][4]["detail"] == "1 open tasks moved to 2.0.0; 1 stay on their release"
    assert (release_of(shared_api, fits), release_of(shared_api, short)) == (told["digest"], old)


def test_an_answer_sent_while_its_task_is_moved_is_checked_by_the_new_release(
    shared_api: RunningApi, shared_origin: Origin
) -> None:
    """The old release took it; when its turn comes, the task has moved."""
    interface = shared_api.published()
    task = opened(shared_api, interface)
    old = release_of(shared_api, task)
    shared_origin.commit(package_files("2.0.0", STRICTER), "dev")
    new = shared_api.publish(interface)
    body = {"response_data": {**SHORT, "note": "no"}}
    key = {"execution": task.execution, "node": task.node, "from": old, "by": "author"}
    database = shared_api.settings.database_url.get_secret_value()
    with ThreadPoolExecutor() as threads, psycopg.connect(database) as mover:
        held = mover.execute(SQL["hold_task"], key).fetchone()
        answering = threads.submit(shared_api.member.patch, f"{task.path}/submit", json=body)
        wait_until(
            lambda: shared_api.query(
                "SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"
            )
        )
        mover.execute(SQL["move_task"], {**key, "digest": new["digest"], "commit": new["commit"]})
        mover.commit()
        answer = answering.result()

    assert held is not None
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/note")
    assert release_of(shared_api, task) == new["digest"]


def test_an_answered_task_is_left_alone(shared_api: RunningApi, shared_origin: Origin) -> None:
    interface = shared_api.published()
    task = opened(shared_api, interface)
    assert shared_api.member.patch(f"{task.path}/submit", json={"response_data": SHORT}).status_code == 200
    shared_origin.commit(package_files("2.0.0", STRICTER), "dev")
    shared_api.publish(interface)

    told = moved(shared_api, interface)

    assert (told["moved"], told["stayed"]) == (0, 0)


def test_only_what_was_seen_is_published(shared_api: RunningApi, shared_origin: Origin) -> None:
    interface = shared_api.published()
    seen = shared_origin.commit(package_files("2.0.0"), "dev")
    newest = shared_origin.commit(package_files("3.0.0"), "dev")

    refused = shared_api.author.post(f"/interfaces/{interface}/publish", json={"commit": seen})

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/moved-on")
    assert newest in refused.json()["detail"]
    assert shared_api.author.get(f"/interfaces/{interface}").json()["live"]["version"] == "1.0.0"
    assert shared_api.publish(interface, commit=newest)["version"] == "3.0.0"
    shared_origin.commit(package_files("4.0.0"), "dev")
    assert shared_api.publish(interface, commit="latest")["version"] == "4.0.0"


def test_what_comes_while_it_is_published_is_not_published_with_it(
    shared_api: RunningApi, shared_origin: Origin
) -> None:
    interface = shared_api.published()
    seen = shared_origin.commit(package_files("2.0.0"), "dev")
    with shared_api.holding("fetch", "running"):
        body = {"commit": seen}
        url = shared_api.author.post(f"/interfaces/{interface}/publish", json=body).json()["publication_url"]
        shared_api.wait_for_held()
        shared_origin.commit(package_files("3.0.0"), "dev")

    assert shared_api.ended(url)["version"] == "2.0.0"
    assert json.loads(shared_origin.git("show", "main:packages/interface-note/schema.json")) == SCHEMA
