"""With the container path on, what was published is built and rolled out, beside publishing."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import psycopg
import pytest

from api.container import worker
from tests.api.container.far_end import CLUSTER, PROJECT, Aws
from tests.api.container.test_deployer import BUILDING, FAILED, SUCCEEDED
from tests.api.origin import Origin, package_files
from tests.api.running import Issuer, Publication, RunningApi, running_api, settings_of
from tests.support.serving import wait_until

STEPS = ["fetch", "gate", "merge", "flip", "announce"]

Start = Callable[[], AbstractContextManager[RunningApi]]


@pytest.fixture
def far_end(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Aws:
    aws.has_project()
    aws.has_services("api", "production")
    aws.keeps_what_builds_were_given()
    monkeypatch.setattr(worker, "POLL", 0.1)
    return aws


@pytest.fixture
def start(far_end: Aws, issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path) -> Start:
    """An API that is told where images are built and run."""
    settings = settings_of(
        issuer.url, database_url, origin.url, tmp_path / "mirror.git",
        codebuild_project=PROJECT, ecs_cluster=CLUSTER, ecs_services=("production", "api"),
    )  # fmt: skip
    return partial(running_api, issuer, settings)


def latest(api: RunningApi, interface: str) -> Publication:
    history = api.author.get(f"/interfaces/{interface}/publications").json()["publications"]
    found: Publication = api.author.get(history[0]["publication_url"]).json()
    return found


def step(told: Publication, name: str) -> dict[str, str]:
    found: list[dict[str, str]] = [each for each in told["steps"] if each["name"] == name]
    return found[0] if found else {"status": "not begun"}


def test_a_publication_is_built_and_rolled_out_in_its_own_record(start: Start, far_end: Aws) -> None:
    with start() as api:
        interface = api.published()
        wait_until(lambda: step(latest(api, interface), "rollout api")["status"] == "done", deadline=60)
        told = latest(api, interface)

    assert [each["name"] for each in told["steps"]] == [*STEPS, "build", "rollout production", "rollout api"]
    assert {each["status"] for each in told["steps"]} == {"done"}
    assert [build["sourceVersion"] for build in far_end.builds] == [told["commit"]]


def test_the_next_publish_does_not_wait_and_the_latest_of_those_that_wait_is_built(
    start: Start, far_end: Aws, origin: Origin
) -> None:
    far_end.builds_go(BUILDING)
    with start() as api:
        interface = api.published()
        first = latest(api, interface)["publication_url"]
        wait_until(lambda: step(latest(api, interface), "build")["status"] == "running", deadline=60)
        told = []
        for version in ("2.0.0", "3.0.0"):
            origin.commit(package_files(version), "dev")
            told.append(api.publish(interface))
        far_end.builds_go(SUCCEEDED)
        wait_until(lambda: step(latest(api, interface), "rollout api")["status"] == "done", deadline=90)

        overtaken = api.author.get(told[0]["publication_url"]).json()
        assert "a later publication" in step(overtaken, "build")["detail"]
        assert step(api.author.get(first).json(), "rollout api")["status"] == "done"
    assert [build["sourceVersion"] for build in far_end.builds][1:] == [told[1]["commit"]]


def test_another_process_goes_on_with_the_same_build(start: Start, far_end: Aws) -> None:
    far_end.builds_go(BUILDING)
    with start() as api:
        interface = api.published()
        wait_until(lambda: "BUILD" in step(latest(api, interface), "build").get("detail", ""), deadline=60)
        begun = step(latest(api, interface), "build")
    far_end.builds_go(SUCCEEDED)

    with start() as api:
        wait_until(lambda: step(latest(api, interface), "rollout api")["status"] == "done", deadline=60)

        assert step(latest(api, interface), "build")["started_at"] == begun["started_at"]
    assert len(far_end.builds) == 1


def test_a_build_that_fails_is_told_and_people_have_the_release_all_the_same(
    start: Start, far_end: Aws
) -> None:
    far_end.builds_go(BUILDING, FAILED)
    with start() as api:
        interface = api.published()
        wait_until(lambda: step(latest(api, interface), "build")["status"] == "failed", deadline=60)
        told = latest(api, interface)

        assert (told["state"], told["live"]) == ("done", True)
        assert "docker build: exit 1" in step(told, "build")["detail"]
        assert step(told, "rollout production") == {"status": "not begun"}
        api.wait_for("SELECT ended FROM interface_deployments", rows=[(True,)])


def test_one_process_at_a_time_follows(start: Start, far_end: Aws) -> None:
    with start() as api:
        url = api.settings.database_url.get_secret_value()
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(%s)", (worker._LOCK,))
            interface = api.published()
            api.wait_for("SELECT count(*) FROM interface_deployments", rows=[(1,)])
            time.sleep(1)  # ten looks
            assert step(latest(api, interface), "build") == {"status": "not begun"}
        wait_until(lambda: step(latest(api, interface), "rollout api")["status"] == "done", deadline=60)


def test_without_the_settings_nothing_is_to_be_built(api: RunningApi) -> None:
    api.published()

    assert api.query("SELECT count(*) FROM interface_deployments") == [(0,)]
