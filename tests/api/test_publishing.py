"""What goes live, and the record of it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.api.origin import PACKAGE, SCHEMA, Origin, package_files
from tests.api.running import Issuer, RunningApi, running_api, settings_of

NEW = {"interface_name": "Notes", "interface_package": PACKAGE, "config": {}, "schema": {}}
UNKNOWN = "11111111-2222-4333-8444-555555555555"


def created(api: RunningApi) -> str:
    uuid: str = api.author.post("/interfaces/create", json=NEW).json()["interface_uuid"]
    return uuid


def publish(api: RunningApi, interface: str) -> dict[str, Any]:
    answer = api.author.post(f"/interfaces/{interface}/publish")
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    assert answer.headers["location"] == told["publication_url"]
    return told


def test_publishing_makes_what_is_on_main_live(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    origin.commit(package_files("9.9.9"), "dev")  # not on main: not published

    told = publish(api, interface)

    commit = origin.git("rev-parse", "main")
    assert (told["commit"], told["digest"], told["version"]) == (commit, origin.digest(commit), "1.0.0")
    assert (told["state"], told["live"], told["published_by"], told["previous_digest"]) == (
        "done",
        True,
        "author",
        None,
    )
    shown = api.author.get(f"/interfaces/{interface}").json()
    assert (shown["status"], shown["interface_version"], shown["git_commit_hash"]) == (
        "published",
        "1.0.0",
        commit,
    )
    assert shown["live"] == {
        "digest": told["digest"],
        "commit": commit,
        "version": "1.0.0",
        "published_at": told["published_at"],
        "published_by": "author",
    }
    assert api.author.get(told["publication_url"]).json() == told


def test_the_history_keeps_every_publication(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    first = publish(api, interface)
    origin.commit(package_files("1.1.0", {**SCHEMA, "title": "next"}))

    second = publish(api, interface)

    history = api.author.get(f"/interfaces/{interface}/publications").json()["publications"]
    assert history == [second, {**first, "live": False}]
    assert second["previous_digest"] == first["digest"]


def test_publishing_what_is_live_already_changes_nothing(api: RunningApi) -> None:
    interface = created(api)

    assert publish(api, interface) == publish(api, interface)


def test_many_at_once_leave_one_record(api: RunningApi) -> None:
    interface = created(api)

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda _: publish(api, interface), range(8)))

    assert len({publication["publication_id"] for publication in told}) == 1


def test_a_package_that_does_not_load_stays_unpublished(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    before = publish(api, interface)
    origin.commit({"schema.json": "{"})

    refused = api.author.post(f"/interfaces/{interface}/publish")

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/broken-package")
    assert {error["file"] for error in refused.json()["errors"]} >= {"schema.json"}
    assert api.author.get(f"/interfaces/{interface}").json()["live"]["digest"] == before["digest"]


def test_a_package_that_is_not_on_main_is_told(api: RunningApi, origin: Origin) -> None:
    interface = created(api)
    origin.git("rm", "-rqf", "packages")
    origin.git("commit", "-q", "-m", "nothing left")

    refused = api.author.post(f"/interfaces/{interface}/publish")

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/not-in-repository")


@pytest.mark.parametrize("path", [f"/interfaces/{UNKNOWN}/publications", f"/publications/{UNKNOWN}"])
def test_what_is_not_there_is_not_found(shared_api: RunningApi, path: str) -> None:
    assert shared_api.author.get(path).status_code == 404


def test_publishing_what_is_not_there_is_not_found(shared_api: RunningApi) -> None:
    assert shared_api.author.post(f"/interfaces/{UNKNOWN}/publish").status_code == 404


def test_a_repository_that_is_away_is_told_and_everything_else_goes_on(
    issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path
) -> None:
    away = tmp_path / "moved"
    with running_api(
        issuer, settings_of(issuer.url, database_url, origin.url, tmp_path / "mirror.git")
    ) as api:
        task = api.task()
        api.member.get(task.read_path)
        origin.folder.rename(away)

        refused = api.author.post(f"/interfaces/{created(api)}/publish")
        answered = api.member.patch(
            f"{task.path}/submit", json={"response_data": {"action": "reject", "note": "no"}}
        )

    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/repository-unavailable")
    assert refused.headers["retry-after"]
    assert answered.status_code == 200


def test_another_instance_knows_the_release_at_once(
    issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path
) -> None:
    with (
        running_api(issuer, settings_of(issuer.url, database_url, origin.url, tmp_path / "one.git")) as one,
        running_api(issuer, settings_of(issuer.url, database_url, origin.url, tmp_path / "two.git")) as two,
    ):
        interface = created(one)
        publish(one, interface)
        task = two.task(interface)
        origin.commit(package_files("2.0.0", {**SCHEMA, "title": "next"}))
        second = publish(one, interface)

        later = two.task(interface)

        assert two.member.get(task.read_path).json()["release"]["digest"] == second["digest"]
        assert two.member.get(later.read_path).json()["release"]["digest"] == second["digest"]
