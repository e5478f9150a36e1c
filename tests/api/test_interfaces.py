"""The registry over HTTP."""

from typing import Any

import httpx2
import pytest

from tests.api.origin import PACKAGE, SCHEMA, Origin
from tests.api.running import RunningApi

NEW: dict[str, Any] = {"interface_name": "Notes", "interface_package": PACKAGE, "config": {}, "schema": {}}


def create(api: RunningApi, **members: Any) -> httpx2.Response:
    return api.author.post("/interfaces/create", json={**NEW, **members})


def test_a_new_interface_is_a_draft_with_everything_it_was_given(shared_api: RunningApi) -> None:
    created = create(
        shared_api,
        interface_name="  Notes for Ünal  ",
        config={"title": "Your note", "texts": {"en": {"fields.note": "Say it"}}},
        branding={"name": "Acme", "radius": 4},
    )

    assert created.status_code == 201
    shown = shared_api.author.get(created.headers["location"])
    told = shown.json()
    assert told["interface_uuid"] == created.json()["interface_uuid"]
    assert told["interface_name"] == "Notes for Ünal"
    assert told["config"]["title"] == "Your note"
    assert told["branding"] == {"name": "Acme", "radius": 4}
    assert (told["status"], told["git_branch"], told["live"]) == ("draft", "dev", None)
    assert shown.headers["etag"] == created.headers["etag"]


def test_the_list_holds_every_interface_by_name(api: RunningApi) -> None:
    uuids = {name: create(api, interface_name=name).json()["interface_uuid"] for name in ("b", "a", "c")}

    listed = api.author.get("/interfaces").json()["interfaces"]

    assert [row["interface_uuid"] for row in listed] == [uuids["a"], uuids["b"], uuids["c"]]


def test_every_fault_of_config_and_branding_is_told_at_once(shared_api: RunningApi) -> None:
    refused = create(
        shared_api,
        config={"titel": "misspelt", "texts": {"en": {"title": 7}}},
        branding={"primary": "#fefefe", "radius": 1000},
    )

    assert refused.status_code == 422
    told = " ".join(f"{error['pointer']} {error['message']}" for error in refused.json()["errors"])
    for word in ("titel", "title", "radius"):
        assert word in told


def test_a_package_that_nobody_pushed_is_named(shared_api: RunningApi) -> None:
    refused = create(shared_api, interface_package="@webapp/interface-absent")

    assert refused.status_code == 422
    assert refused.json()["type"] == "/problems/not-in-repository"
    assert "packages/interface-absent" in refused.json()["detail"]


def test_a_package_of_another_scope_is_not_taken_for_this_one(shared_api: RunningApi) -> None:
    refused = create(shared_api, interface_package="@other/interface-note")

    assert refused.status_code == 422
    assert refused.json()["detail"] == (
        "packages/interface-note on dev is @webapp/interface-note, not @other/interface-note."
    )


def test_a_package_pushed_a_moment_ago_is_found(api: RunningApi, origin: Origin) -> None:
    assert create(api).status_code == 201  # the mirror is filled now
    name = "interface-later"
    manifest = origin.git("show", "dev:packages/interface-note/interface.toml")
    files = {
        f"../{name}/{path}": origin.git("show", f"dev:packages/interface-note/{path}")
        for path in ("schema.json", "context.schema.json", "locales/en.json", "fixtures/default.json")
    }
    files[f"../{name}/interface.toml"] = manifest.replace("interface-note", name)
    origin.commit(files, "dev")

    assert create(api, interface_package=f"@webapp/{name}").status_code == 201


def test_a_broken_package_is_refused_with_file_and_line(api: RunningApi, origin: Origin) -> None:
    origin.commit({"schema.json": '{\n  "type": "object",\n  "properties": {\n'}, "dev")

    refused = create(api)

    assert refused.json()["type"] == "/problems/broken-package"
    assert {(error["file"], error["line"]) for error in refused.json()["errors"]} >= {("schema.json", 4)}


@pytest.mark.parametrize("member", ["config", "branding", "schema"])
def test_what_postgres_cannot_hold_is_refused(shared_api: RunningApi, member: str) -> None:
    refused = create(shared_api, **{member: {"title": "a\0b"}})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/{member}"


def test_a_change_replaces_what_is_sent_and_nothing_else(shared_api: RunningApi) -> None:
    uuid = create(shared_api, config={"title": "Old"}, branding={"radius": 2}).json()["interface_uuid"]
    before = shared_api.author.get(f"/interfaces/{uuid}")

    changed = shared_api.author.patch(
        f"/interfaces/{uuid}", json={"config": {"title": "New"}}, headers={"If-Match": before.headers["etag"]}
    )

    assert changed.status_code == 200
    after = changed.json()
    assert after.pop("updated_at") > before.json()["updated_at"]
    assert after == {
        **{k: v for k, v in before.json().items() if k != "updated_at"},
        "config": {"title": "New"},
    }
    assert changed.headers["etag"] == shared_api.author.get(f"/interfaces/{uuid}").headers["etag"]
    assert changed.headers["etag"] != before.headers["etag"]


def test_a_change_of_something_that_changed_meanwhile_is_refused(shared_api: RunningApi) -> None:
    created = create(shared_api)
    path = created.headers["location"]
    first = {"If-Match": created.headers["etag"]}
    winner = shared_api.author.patch(path, json={"interface_name": "One"}, headers=first)

    loser = shared_api.author.patch(path, json={"interface_name": "Two"}, headers=first)

    assert loser.status_code == 412
    assert loser.headers["etag"] == winner.headers["etag"]
    assert shared_api.author.get(path).json()["interface_name"] == "One"


def test_a_change_without_a_condition_is_refused_and_any_state_may_be_meant(shared_api: RunningApi) -> None:
    path = create(shared_api).headers["location"]

    without = shared_api.author.patch(path, json={"interface_name": "x"})
    malformed = shared_api.author.patch(
        path, json={"interface_name": "x"}, headers={"If-Match": "W/nonsense"}
    )
    anything = shared_api.author.patch(path, json={"interface_name": "x"}, headers={"If-Match": "*"})

    assert (without.status_code, without.json()["type"]) == (428, "/problems/condition-missing")
    assert malformed.status_code == 422
    assert anything.status_code == 200


def test_a_package_broken_on_dev_does_not_stop_a_change_of_what_is_live(
    api: RunningApi, origin: Origin
) -> None:
    live, draft = api.published(), create(api).json()["interface_uuid"]
    origin.commit({"schema.json": "{"}, "dev")
    api.author.post("/interfaces/create", json={**NEW, "interface_package": "@webapp/interface-x"})  # fetches
    condition = {"If-Match": "*"}

    corrected = api.author.patch(f"/interfaces/{live}", json={"config": {"title": "x"}}, headers=condition)
    refused = api.author.patch(f"/interfaces/{draft}", json={"config": {"title": "x"}}, headers=condition)

    assert corrected.json()["config"] == {"title": "x"}
    assert refused.json()["type"] == "/problems/broken-package"


@pytest.mark.parametrize(
    "change",
    [{}, {"interface_package": "@webapp/interface-other"}, {"config": None}, {"config": {"titel": "x"}}, []],
)
def test_a_change_that_makes_no_sense_is_refused(shared_api: RunningApi, change: object) -> None:
    created = create(shared_api)
    condition = {"If-Match": created.headers["etag"]}

    refused = shared_api.author.patch(created.headers["location"], json=change, headers=condition)

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-request")


def test_an_archived_interface_takes_no_changes_tasks_or_publications(shared_api: RunningApi) -> None:
    uuid = shared_api.published()
    archived = shared_api.author.post(f"/interfaces/{uuid}/archive")

    assert archived.json()["status"] == "archived"
    assert shared_api.author.post(f"/interfaces/{uuid}/archive").headers["etag"] == archived.headers["etag"]
    condition = {"If-Match": archived.headers["etag"]}
    answers = [
        shared_api.author.patch(f"/interfaces/{uuid}", json={"interface_name": "x"}, headers=condition),
        shared_api.author.post(f"/interfaces/{uuid}/publish"),
    ]
    assert [(a.status_code, a.json()["type"]) for a in answers] == [(409, "/problems/archived")] * 2
    node = {"interface_uuid": uuid, "context": {"subject": "x"}}
    started = shared_api.author.post("/workflow-executions", json={"workflow_uuid": uuid, "nodes": [node]})
    assert started.json()["errors"][0]["pointer"] == "/nodes/0/interface_uuid"


def test_the_schema_in_the_registry_is_the_live_releases(shared_api: RunningApi) -> None:
    uuid = create(shared_api, schema={"type": "object"}).json()["interface_uuid"]
    assert shared_api.author.get(f"/interfaces/{uuid}").json()["schema"] == {"type": "object"}

    shared_api.publish(uuid)

    assert shared_api.author.get(f"/interfaces/{uuid}").json()["schema"] == SCHEMA
