"""From the preview branch to people: steps, the record of them, and what goes live."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api.origin import CONTEXT_SCHEMA, PACKAGE, SCHEMA, Origin, package_files
from tests.api.running import Issuer, RunningApi, running_api, settings_of
from tests.support.serving import wait_until

NEW = {"interface_name": "Notes", "interface_package": PACKAGE, "config": {}, "schema": {}}
UNKNOWN = "11111111-2222-4333-8444-555555555555"
STEPS = ["fetch", "gate", "merge", "flip", "announce"]


def created(api: RunningApi) -> str:
    uuid: str = api.author.post("/interfaces/create", json=NEW).json()["interface_uuid"]
    return uuid


def failed(api: RunningApi, interface: str, **wish: Any) -> dict[str, Any]:
    """Publish; the publication once it has failed."""
    told = api.ended(api.author.post(f"/interfaces/{interface}/publish", json=wish).json()["publication_url"])
    assert told["state"] == "failed", told
    return told


def broken_fixture() -> Mapping[str, str]:
    """A package that loads, and whose example is not what it says."""
    files = package_files("3.0.0")
    fixture = json.loads(files["fixtures/default.json"])
    fixture["submissions"][0]["valid"] = False
    return {**files, "fixtures/default.json": json.dumps(fixture)}


def test_publishing_brings_the_preview_branch_to_main_and_to_people(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    origin.commit(package_files("1.1.0"), "dev")

    told = api.publish(interface)

    merged = origin.git("rev-parse", "main")
    assert len(origin.git("show", "-s", "--format=%P", "main").split()) == 2
    assert origin.git("show", "-s", "--format=%an", "main") == "author"
    assert (told["commit"], told["digest"], told["version"]) == (merged, origin.digest("dev"), "1.1.0")
    assert (told["live"], told["requested_by"], told["previous_digest"]) == (True, "author", None)
    shown = api.author.get(f"/interfaces/{interface}").json()
    assert (shown["status"], shown["interface_version"], shown["git_commit_hash"]) == (
        "published",
        "1.1.0",
        merged,
    )
    assert shown["live"]["digest"] == told["digest"]
    assert (shown["live"]["published_at"], shown["live"]["published_by"]) == (told["published_at"], "author")


def test_every_step_is_told_with_its_times_and_what_the_gate_found(api: RunningApi) -> None:
    told = api.publish(created(api))

    assert [step["name"] for step in told["steps"]] == STEPS
    assert {step["status"] for step in told["steps"]} == {"done"}
    assert all(step["started_at"] <= step["ended_at"] for step in told["steps"])
    assert told["findings"]["passes"] is True
    assert told["findings"]["open_tasks"] == {"open": 0, "stranded": 0, "examples": []}


def test_the_answer_comes_at_once_and_names_where_to_look(api: RunningApi) -> None:
    answer = api.author.post(f"/interfaces/{created(api)}/publish")

    assert answer.status_code == 202
    assert answer.headers["location"] == answer.json()["publication_url"]
    assert api.ended(answer.headers["location"])["state"] == "done"


def test_the_events_tell_each_step_and_end(api: RunningApi) -> None:
    url = api.author.post(f"/interfaces/{created(api)}/publish").json()["publication_url"]

    with api.author.stream("GET", f"{url}/events", timeout=20) as stream:
        lines = [line for line in stream.iter_lines() if line.startswith(("event", "data"))]

    told = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data")]
    assert list(dict.fromkeys(step["name"] for step in told[:-1])) == STEPS
    assert lines[-2] == "event: end"
    assert told[-1] == {"state": "done", "publication_url": url}


def test_the_history_tells_who_when_from_what_to_what_and_why(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    first = api.publish(interface)
    origin.commit(package_files("1.1.0", {**SCHEMA, "title": "next"}), "dev")
    origin.commit(broken_fixture(), "dev")
    refused = failed(api, interface, reason="in a hurry")
    second = api.publish(interface, force=True, reason="the example is wrong, the form is right")

    history = api.author.get(f"/interfaces/{interface}/publications").json()["publications"]

    assert [(one["state"], one["reason"]) for one in history] == [
        ("done", second["reason"]),
        ("failed", "in a hurry"),
        ("done", ""),
    ]
    assert (history[0]["previous_digest"], history[0]["digest"]) == (first["digest"], second["digest"])
    assert [one["live"] for one in history] == [True, False, False]
    assert refused["published_at"] is None


def test_a_failing_gate_stops_with_every_reason(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    before = api.publish(interface)
    main = origin.git("rev-parse", "main")
    origin.commit(broken_fixture(), "dev")

    told = failed(api, interface)

    assert [(step["name"], step["status"]) for step in told["steps"]] == [
        ("fetch", "done"),
        ("gate", "failed"),
    ]
    assert [fault["file"] for fault in told["findings"]["faults"]] == ["fixtures/default.json"]
    assert told["findings"]["faults"][0]["line"] > 0
    assert origin.git("rev-parse", "main") == main
    assert api.author.get(f"/interfaces/{interface}").json()["live"]["digest"] == before["digest"]


def test_force_needs_a_reason_and_is_recorded(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    origin.commit(broken_fixture(), "dev")

    unexplained = api.author.post(f"/interfaces/{interface}/publish", json={"force": True})
    told = api.publish(interface, force=True, reason="known and harmless")

    assert unexplained.status_code == 422
    assert (told["force"], told["reason"], told["requested_by"]) == (True, "known and harmless", "author")
    assert told["findings"]["passes"] is False
    assert told["steps"][1]["detail"].startswith("forced by author: known and harmless")


def test_a_package_that_does_not_load_cannot_be_forced(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    origin.commit({"schema.json": "{"}, "dev")

    told = failed(api, interface, force=True, reason="please")

    assert told["steps"][-1]["name"] == "gate"
    assert {fault["file"] for fault in told["findings"]["faults"]} >= {"schema.json"}


def test_a_customisation_that_the_new_release_does_not_know_stops_it(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    own = {"config": {"texts": {"en": {"fields.amount": "How much?"}}}}
    api.author.patch(f"/interfaces/{interface}", json=own, headers={"If-Match": "*"})
    files = package_files("2.0.0", {**SCHEMA, "properties": without_amount()})
    files["locales/en.json"] = json.dumps(
        {key: text for key, text in json.loads(files["locales/en.json"]).items() if key != "fields.amount"}
    )
    files["fixtures/default.json"] = files["fixtures/default.json"].replace(
        '"note": "fine with me",', '"note": "x"'
    )
    files["fixtures/default.json"] = files["fixtures/default.json"].replace('"amount": 12.5', "")
    origin.commit(files, "dev")

    told = failed(api, interface)

    assert "config" in {fault["file"] for fault in told["findings"]["faults"]}, told


def without_amount() -> dict[str, Any]:
    properties: dict[str, Any] = dict(SCHEMA["properties"])
    del properties["amount"]
    return properties


def test_a_conflict_leaves_everything_as_it_was_and_names_the_files(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    before = api.publish(interface)
    origin.commit(package_files("1.1.0"), "dev")
    main = origin.commit(package_files("1.0.1"), "main")

    told = failed(api, interface)

    assert told["steps"][-1]["files"] == ["packages/interface-note/interface.toml"]
    assert "packages/interface-note/interface.toml" in told["steps"][-1]["detail"]
    assert origin.git("rev-parse", "main") == main
    assert api.author.get(f"/interfaces/{interface}").json()["live"]["digest"] == before["digest"]


def test_strategy_package_leaves_the_others_where_they_are(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    origin.commit({**package_files("1.1.0"), "../unfinished.txt": "half a thought"}, "dev")

    told = api.publish(interface, strategy="package")

    assert (told["strategy"], told["digest"]) == ("package", origin.digest("dev"))
    assert "unfinished" not in origin.git("ls-tree", "-r", "--name-only", "main")


def test_the_same_key_is_the_same_publication(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    key = {"Idempotency-Key": "click-1"}
    first = api.author.post(f"/interfaces/{interface}/publish", headers=key).json()
    api.ended(first["publication_url"])
    origin.commit(package_files("1.1.0"), "dev")

    again = api.author.post(f"/interfaces/{interface}/publish", headers=key).json()

    assert again["publication_id"] == first["publication_id"]
    assert api.author.get(f"/interfaces/{interface}").json()["interface_version"] == "1.0.0"


def test_one_that_runs_is_given_instead_of_a_second_one(api: RunningApi) -> None:
    interface = created(api)
    with api.holding("fetch", "running"), ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda _: api.author.post(f"/interfaces/{interface}/publish"), range(8)))

    urls = {answer.json()["publication_url"] for answer in told}
    assert len(urls) == 1
    assert api.ended(urls.pop())["state"] == "done"


def test_two_processes_publish_one_after_the_other(
    issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path
) -> None:
    with (
        running_api(issuer, settings_of(issuer.url, database_url, origin.url, tmp_path / "one.git")) as one,
        running_api(issuer, settings_of(issuer.url, database_url, origin.url, tmp_path / "two.git")) as two,
    ):
        pairs = [(api, created(api)) for api in (one, two, one, two)]
        origin.commit(package_files("1.1.0"), "dev")
        with ThreadPoolExecutor(4) as threads:
            told = list(threads.map(lambda pair: pair[0].publish(pair[1]), pairs))

        times = sorted((each["steps"][0]["started_at"], each["steps"][-1]["ended_at"]) for each in told)
        assert all(end <= start for (_, end), (start, _) in pairwise(times))
        assert {each["commit"] for each in told} == {origin.git("rev-parse", "main")}
        for api, interface in pairs:
            other = two if api is one else one
            task = other.task(interface)
            assert other.member.get(task.read_path).json()["release"]["digest"] == origin.digest("main")


def test_a_repository_that_is_away_is_told_and_everything_else_goes_on(
    api: RunningApi, origin: Origin, tmp_path: Path
) -> None:
    task, interface = api.task(), created(api)
    api.member.get(task.read_path)
    origin.folder.rename(tmp_path / "moved")

    told = failed(api, interface)
    answered = api.member.patch(
        f"{task.path}/submit", json={"response_data": {"action": "reject", "note": "no"}}
    )

    assert (told["steps"][-1]["name"], told["steps"][-1]["status"]) == ("fetch", "failed")
    assert told["steps"][-1]["detail"]
    assert answered.status_code == 200


def test_a_branch_that_does_not_take_the_merge_is_told(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    origin.commit(package_files("1.1.0"), "dev")
    hook = origin.folder / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho main is protected >&2\nexit 1\n")
    hook.chmod(0o755)

    told = failed(api, interface)

    assert told["steps"][-1]["name"] == "merge"
    assert "protected" in told["steps"][-1]["detail"]
    assert api.author.get(f"/interfaces/{interface}").json()["live"] is None


def needs_amount() -> Mapping[str, str]:
    """The package in a version whose context has to have an amount."""
    files = package_files("2.0.0")
    fixture = json.loads(files["fixtures/default.json"])
    fixture["context"]["amount"] = 3
    context_schema = {**CONTEXT_SCHEMA, "required": ["subject", "amount"]}
    changed = {"context.schema.json": context_schema, "fixtures/default.json": fixture}
    return {**files, **{path: json.dumps(document) for path, document in changed.items()}}


def test_open_tasks_that_could_not_move_are_counted_and_stay(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    opened, unopened = api.task(interface), api.task(interface)
    first = api.member.get(opened.read_path).json()["release"]
    origin.commit(needs_amount(), "dev")

    told = api.publish(interface)

    tasks = told["findings"]["open_tasks"]
    assert (tasks["open"], tasks["stranded"]) == (2, 2)
    assert {one["id"] for one in tasks["examples"]} == {
        f"{task.execution}/{task.node}" for task in (opened, unopened)
    }
    for task in (opened, unopened):
        assert api.member.get(task.read_path).json()["release"] == first
        assert submitted(api, task.path).status_code == 200


def test_a_task_that_is_started_during_the_flip_fits_what_it_gets(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    origin.commit(needs_amount(), "dev")
    nodes = [{"interface_uuid": interface, "context": {"subject": "x"}}]  # fits the old release only
    with ThreadPoolExecutor() as threads, api.holding("flip", "done"):
        url = api.author.post(f"/interfaces/{interface}/publish").json()["publication_url"]
        api.wait_for_held()
        started = threads.submit(
            api.machine.post, "/workflow-executions", json={"workflow_uuid": UNKNOWN, "nodes": nodes}
        )
        wait_until(
            lambda: api.query("SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")
        )

    assert api.ended(url)["state"] == "done"
    assert started.result().status_code == 422
    assert started.result().json()["errors"][0]["pointer"] == "/nodes/0/context/amount"


def submitted(api: RunningApi, task_path: str) -> httpx2.Response:
    answer = {"response_data": {"action": "approve", "note": "x"}}
    return api.member.patch(f"{task_path}/submit", json=answer)


@pytest.mark.parametrize(
    "path",
    [
        f"/interfaces/{UNKNOWN}/publications",
        f"/publications/{UNKNOWN}",
        f"/publications/{UNKNOWN}/events",
    ],
)
def test_what_is_not_there_is_not_found(shared_api: RunningApi, path: str) -> None:
    assert shared_api.author.get(path).status_code == 404


def test_publishing_what_is_not_there_is_not_found(shared_api: RunningApi) -> None:
    assert shared_api.author.post(f"/interfaces/{UNKNOWN}/publish").status_code == 404
