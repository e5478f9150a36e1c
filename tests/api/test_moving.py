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


def test_what_fits_is_moved_and_what_does_not_is_named(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    empty, fits, short = (
        opened(api, interface, draft) for draft in (None, {"note": "enough"}, {"note": "no"})
    )
    old = release_of(api, short)
    origin.commit(package_files("2.0.0", STRICTER), "dev")
    new = api.publish(interface)["digest"]

    looked = moved(api, interface, dry_run=True)
    assert {release_of(api, task) for task in (empty, fits, short)} == {old}
    told = moved(api, interface)

    assert {**looked, "dry_run": False} == told
    assert (told["digest"], told["version"], told["moved"], told["stayed"]) == (new, "2.0.0", 2, 1)
    [stayed] = told["examples"]
    assert stayed["id"] == f"{short.execution}/{short.node}"
    assert [(one["part"], one["pointer"]) for one in stayed["misfits"]] == [("answers", "/note")]
    assert [release_of(api, task) for task in (empty, fits, short)] == [new, new, old]
    assert api.member.get(fits.read_path).json()["draft"] == {"note": "enough"}
    records = api.query("SELECT from_digest, to_digest, moved_by FROM interface_task_moves")
    assert records == [(old, new, "author")] * 2
    assert moved(api, interface)["moved"] == 0  # again: nothing is left to be done
    for task in (empty, fits, short):
        answer = {"response_data": {"action": "approve", "note": "a good reason"}}
        assert api.member.patch(f"{task.path}/submit", json=answer).status_code == 200


@pytest.mark.parametrize("by", ["digest", "version"])
def test_back_to_an_earlier_release(api: RunningApi, origin: Origin, by: str) -> None:
    interface = api.published()
    first = api.author.get(f"/interfaces/{interface}").json()["live"]
    origin.commit(package_files("2.0.0", STRICTER), "dev")
    api.publish(interface)
    task = opened(api, interface)

    assert moved(api, interface, to=first[by])["moved"] == 1
    assert release_of(api, task) == first["digest"]


def test_what_was_never_live_is_refused(shared_api: RunningApi) -> None:
    interface = shared_api.published()
    for to in ("9.9.9", "0" * 40, "newest"):
        refused = shared_api.author.post(f"/interfaces/{interface}/migrate-tasks", json={"to": to})

        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/to")


def test_only_authors_move_tasks(shared_api: RunningApi) -> None:
    path = f"/interfaces/{shared_api.published()}/migrate-tasks"

    assert [who.post(path).status_code for who in (shared_api.member, shared_api.nobody)] == [403, 401]


def test_a_publication_moves_them_when_the_package_says_so(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    fits, short = opened(api, interface), opened(api, interface, {"note": "no"})
    old = release_of(api, short)
    files = package_files("2.0.0", STRICTER)
    manifest = MANIFEST.format(version="2.0.0") + '\n[task]\nopen_tasks = "migrate-if-compatible"\n'
    origin.commit({**files, "interface.toml": manifest}, "dev")

    told = api.publish(interface)

    assert [step["name"] for step in told["steps"]] == ["fetch", "gate", "merge", "flip", "tasks", "announce"]
    assert told["steps"][4]["detail"] == "1 open tasks moved to 2.0.0; 1 stay on their release"
    assert (release_of(api, fits), release_of(api, short)) == (told["digest"], old)


def test_an_answer_sent_while_its_task_is_moved_is_checked_by_the_new_release(
    api: RunningApi, origin: Origin
) -> None:
    """The old release took it; when its turn comes, the task has moved."""
    interface = api.published()
    task = opened(api, interface)
    old = release_of(api, task)
    origin.commit(package_files("2.0.0", STRICTER), "dev")
    new = api.publish(interface)
    body = {"response_data": {**SHORT, "note": "no"}}
    key = {"execution": task.execution, "node": task.node, "from": old, "by": "author"}
    database = api.settings.database_url.get_secret_value()
    with ThreadPoolExecutor() as threads, psycopg.connect(database) as mover:
        held = mover.execute(SQL["hold_task"], key).fetchone()
        answering = threads.submit(api.member.patch, f"{task.path}/submit", json=body)
        wait_until(
            lambda: api.query("SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")
        )
        mover.execute(SQL["move_task"], {**key, "digest": new["digest"], "commit": new["commit"]})
        mover.commit()
        answer = answering.result()

    assert held is not None
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/note")
    assert release_of(api, task) == new["digest"]


def test_an_answered_task_is_left_alone(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    task = opened(api, interface)
    assert api.member.patch(f"{task.path}/submit", json={"response_data": SHORT}).status_code == 200
    origin.commit(package_files("2.0.0", STRICTER), "dev")
    api.publish(interface)

    told = moved(api, interface)

    assert (told["moved"], told["stayed"]) == (0, 0)


def test_only_what_was_seen_is_published(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    seen = origin.commit(package_files("2.0.0"), "dev")
    newest = origin.commit(package_files("3.0.0"), "dev")

    refused = api.author.post(f"/interfaces/{interface}/publish", json={"commit": seen})

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/moved-on")
    assert newest in refused.json()["detail"]
    assert api.author.get(f"/interfaces/{interface}").json()["live"]["version"] == "1.0.0"
    assert api.publish(interface, commit=newest)["version"] == "3.0.0"
    origin.commit(package_files("4.0.0"), "dev")
    assert api.publish(interface, commit="latest")["version"] == "4.0.0"


def test_what_comes_while_it_is_published_is_not_published_with_it(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    seen = origin.commit(package_files("2.0.0"), "dev")
    with api.holding("fetch", "running"):
        body = {"commit": seen}
        url = api.author.post(f"/interfaces/{interface}/publish", json=body).json()["publication_url"]
        api.wait_for_held()
        origin.commit(package_files("3.0.0"), "dev")

    assert api.ended(url)["version"] == "2.0.0"
    assert json.loads(origin.git("show", "main:packages/interface-note/schema.json")) == SCHEMA
