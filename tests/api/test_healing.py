"""kill -9 in the middle of a publication: people get the whole old or the whole new release, and the next
start completes what was begun."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psycopg
import pytest

from api.server import serve
from api.settings import Settings
from tests.api.held import Held, wait_for_held
from tests.api.origin import Origin, package_files
from tests.api.running import Issuer, Publication, RunningApi, running_api, settings_of
from tests.support.forked import Forked
from tests.support.serving import free_port, wait_until

PLACES = [  # each step, where stopping there differs; all ten were tried when this was written
    ("fetch", "running"),
    ("gate", "done"),
    ("merge", "running"),
    ("merge", "done"),
    ("flip", "done"),
    ("announce", "running"),
]

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def settings(issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path) -> Settings:
    return settings_of(issuer.url, database_url, origin.url, tmp_path / "mirror.git")


def published_once(issuer: Issuer, settings: Settings) -> tuple[str, str]:
    """An interface, and the digest of its live release."""
    with running_api(issuer, settings) as api:
        interface = api.published()
        return interface, api.author.get(f"/interfaces/{interface}").json()["live"]["digest"]


@contextmanager
def api_process(settings: Settings, log: Path) -> Iterator[Forked]:
    """One that is killed at the end of the block, if it was not before."""
    port = free_port()
    process = Forked(serve, settings.model_copy(update={"port": port}), f"http://127.0.0.1:{port}", log)
    try:
        yield process
    finally:
        process.kill()


def ask(url: str, issuer: Issuer, interface: str) -> str:
    """Ask a process to publish; the publication's address."""
    headers = {"Authorization": f"Bearer {issuer.mint.mint('author')}"}
    answer = httpx2.post(f"{url}/interfaces/{interface}/publish", headers=headers, trust_env=False)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["publication_url"])


def live_digest(settings: Settings, interface: str) -> str:
    """What is live. Fails when the pointer, the record and the registry do not tell the same."""
    with psycopg.connect(settings.database_url.get_secret_value()) as connection:
        row = connection.execute(
            "SELECT p.digest, p.git_commit = r.git_commit_hash, p.version = r.interface_version"
            "  FROM interface_registry r JOIN interface_live l USING (interface_uuid)"
            "  JOIN interface_publications p USING (publication_id) WHERE r.interface_uuid = %s",
            (interface,),
        ).fetchone()
    assert row is not None
    assert row[1:] == (True, True)
    return str(row[0])


def assert_arrived(api: RunningApi, told: Publication, origin: Origin) -> None:
    unfinished = [step for step in told["steps"] if step["status"] != "done"]
    assert (told["state"], unfinished) == ("done", [])
    assert (told["live"], told["digest"]) == (True, origin.digest("dev"))
    assert told["commit"] == origin.git("rev-parse", "main")
    assert origin.git("rev-list", "--count", "--merges", "main") == "1"  # not merged twice
    history = api.author.get(f"/interfaces/{told['interface_uuid']}/publications").json()["publications"]
    assert [each["state"] for each in history] == ["done", "done"]


@pytest.mark.parametrize(("step", "status"), PLACES)
def test_killed_at_a_step_it_is_completed_by_the_next_start(
    issuer: Issuer, settings: Settings, origin: Origin, tmp_path: Path, step: str, status: str
) -> None:
    interface, old = published_once(issuer, settings)
    origin.commit(package_files("2.0.0"), "dev")
    database = settings.database_url.get_secret_value()
    with api_process(settings, tmp_path / "log") as process, Held(database, step, status).held():
        url = ask(process.url, issuer, interface)
        wait_for_held(database)
        process.kill()
        assert live_digest(settings, interface) == (origin.digest("dev") if step == "announce" else old)
    assert live_digest(settings, interface) in (old, origin.digest("dev"))

    with running_api(issuer, settings) as api:
        told = api.ended(url)

        assert_arrived(api, told, origin)
        assert live_digest(settings, interface) == origin.digest("dev")


def test_killed_while_it_pushes_it_is_completed_by_the_next_start(
    issuer: Issuer, settings: Settings, origin: Origin, tmp_path: Path
) -> None:
    interface, _ = published_once(issuer, settings)
    origin.commit(package_files("2.0.0"), "dev")
    arrived, go_on = tmp_path / "arrived", tmp_path / "go-on"
    hook = origin.folder / "hooks/pre-receive"
    hook.write_text(f"#!/bin/sh\ntouch {arrived}\nwhile [ ! -e {go_on} ]; do sleep 0.05; done\n")
    hook.chmod(0o755)
    with api_process(settings, tmp_path / "log") as process:
        url = ask(process.url, issuer, interface)
        wait_until(arrived.exists)
        process.kill()
    go_on.touch()

    with running_api(issuer, settings) as api:
        assert_arrived(api, api.ended(url), origin)


def test_another_process_takes_over_what_a_killed_one_left(
    issuer: Issuer, settings: Settings, origin: Origin, tmp_path: Path
) -> None:
    interface, _ = published_once(issuer, settings)
    origin.commit(package_files("2.0.0"), "dev")
    database = settings.database_url.get_secret_value()
    other = settings.model_copy(update={"mirror_dir": tmp_path / "other.git"})
    with running_api(issuer, other) as api, api_process(settings, tmp_path / "log") as process:
        with Held(database, "merge", "running").held():
            url = ask(process.url, issuer, interface)
            wait_for_held(database)
            process.kill()
        started = time.monotonic()

        assert_arrived(api, api.ended(url), origin)
        assert time.monotonic() - started < 15


def test_what_was_interrupted_long_ago_has_failed(issuer: Issuer, settings: Settings, origin: Origin) -> None:
    interface, old = published_once(issuer, settings)
    origin.commit(package_files("2.0.0"), "dev")
    with psycopg.connect(settings.database_url.get_secret_value()) as connection:
        connection.execute(
            "INSERT INTO interface_publication_requests"
            " (publication_id, interface_uuid, kind, strategy, requested_by, requested_at)"
            " VALUES (gen_random_uuid(), %s, 'publish', 'merge', 'author', now() - interval '1 hour')",
            (interface,),
        )

    with running_api(issuer, settings) as api:
        wait_until(lambda: history(api, interface)[-1]["state"] == "failed")

        told = api.author.get(history(api, interface)[-1]["publication_url"]).json()
        assert "Publish again" in told["steps"][-1]["detail"]
        assert live_digest(settings, interface) == old
        assert api.publish(interface)["version"] == "2.0.0"


def history(api: RunningApi, interface: str) -> list[Publication]:
    found: list[Publication] = api.author.get(f"/interfaces/{interface}/publications").json()["publications"]
    return found
