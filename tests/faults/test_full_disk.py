"""Row 41: the disk is full. What needs no room goes on; what does says so, and works once there is some."""

import os
from pathlib import Path

import anyio
import httpx2
import psycopg
import pytest

from api.settings import Settings
from identity.issuer import CLIENT_ID
from mirror.git import RepositoryError
from mirror.repository import Repository
from router import server as edge_server
from router.background import running
from router.settings import EdgeSettings
from telemetry.metric import SUBMISSIONS
from telemetry.metrics import Metrics
from telemetry.workers import share, summed
from tests.api.conftest import api, issuer, origin
from tests.api.origin import Origin, package_files
from tests.api.running import Issuer, RunningApi, running_api, settings_of
from tests.api.test_submissions import effects, submit
from tests.faults.small_disk import fill, small_disk
from tests.support.forked import Forked
from tests.support.postgres import database_url, databases
from tests.support.serving import free_port

__all__ = ["api", "database_url", "databases", "issuer", "origin"]

FULL = Path("/dev/full")  # takes nothing, and says so
NO_ROOM = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'could not extend file: No space left on device';
END $$;
CREATE TRIGGER no_room BEFORE INSERT ON interface_submissions EXECUTE FUNCTION no_room()
"""


def test_41_a_log_that_finds_no_room_stops_nobody(api: RunningApi, issuer: Issuer, tmp_path: Path) -> None:
    task = api.task()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = EdgeSettings(
        role="production", port=port, api_url=api.url, git_url=api.settings.git_url, issuer=issuer.url,
        client_ids=frozenset({CLIENT_ID}), mirror_dir=tmp_path / "edge.git", log_level="debug",
    )  # fmt: skip
    edge = Forked(edge_server.serve, settings, url, FULL)
    try:
        with httpx2.Client(base_url=url, headers=dict(api.member.headers), trust_env=False) as person:
            path = f"/i/{task.workflow}/{task.node}/{task.execution}"
            pages = [person.get(path, headers={"Accept": "text/html"}).status_code for _ in range(20)]
            lost = person.get("/nothing", headers={"Accept": "text/html"}).status_code
    finally:
        edge.kill()

    assert pages == [200] * 20
    assert lost == 404


def test_41_a_fetch_without_room_says_so_and_what_was_there_stays(origin: Origin, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        mirror = Repository(disk / "mirror.git", origin.url)
        mirror.fetch()
        shown = mirror.commit("dev")
        filler = fill(disk)
        pushed = origin.commit(
            {**package_files("2.0.0"), "assets/large.txt": os.urandom(200_000).hex()}, "dev"
        )

        with pytest.raises(RepositoryError, match="No space left on device"):
            mirror.fetch()
        assert mirror.commit("dev") == shown
        assert mirror.packages(shown)

        filler.unlink()
        mirror.fetch()
        assert mirror.commit("dev") == pushed


def test_41_a_publish_without_room_fails_with_the_reason_and_can_be_repeated(
    issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "3m") as disk:
        settings: Settings = settings_of(issuer.url, database_url, origin.url, disk / "mirror.git")
        with running_api(issuer, settings) as api:
            interface = api.published()
            live = api.author.get(f"/interfaces/{interface}").json()["live"]
            filler = fill(disk)
            origin.commit({**package_files("2.0.0"), "assets/large.txt": os.urandom(200_000).hex()}, "dev")

            asked = api.author.post(f"/interfaces/{interface}/publish", json={})
            told = api.ended(asked.json()["publication_url"])

            assert told["state"] == "failed"
            assert "No space left on device" in str(told)
            assert api.author.get(f"/interfaces/{interface}").json()["live"] == live
            filler.unlink()
            api.publish(interface)
            assert api.author.get(f"/interfaces/{interface}").json()["live"]["digest"] != live["digest"]


def test_41_an_answer_that_postgres_has_no_room_for_is_not_acknowledged(api: RunningApi) -> None:
    task = api.task()
    api.member.get(task.read_path)
    with psycopg.connect(api.settings.database_url.get_secret_value(), autocommit=True) as database:
        database.execute(NO_ROOM.encode())
        refused = submit(api.member, task, key="k")
        database.execute("DROP FUNCTION no_room CASCADE")

    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (503, True)
    assert effects(api, task) == (0, 0)
    assert submit(api.member, task, key="k").status_code == 200
    assert effects(api, task) == (1, 1)


@pytest.mark.anyio
async def test_41_counts_that_find_no_room_are_shared_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        ours, others = Metrics(disk), Metrics(disk)
        filler = fill(disk)
        ours.count(SUBMISSIONS)
        async with running(share(ours)):
            with anyio.fail_after(60):
                while "No space left on device" not in caplog.text:
                    await anyio.sleep(0.01)
                filler.unlink()
                while not summed(others)[SUBMISSIONS.name]:
                    await anyio.sleep(0.01)
