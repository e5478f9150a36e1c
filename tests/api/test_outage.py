"""Postgres away, frozen and back: a quick 503, and well again."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import pytest

from api.migrate import migrate
from deploy.local.postgres import Postgres
from tests.api.origin import Origin
from tests.api.running import Issuer, RunningApi, running_api, settings_of
from tests.support.postgres import postgres_server
from tests.support.serving import DEADLINE

QUICK = 4.5  # seconds: nobody hangs. `scripts/trials 32` measures that it is two, with the cores to itself
UNKNOWN = "11111111-2222-4333-8444-555555555555"


@dataclass(frozen=True)
class Fragile:
    """An API on a Postgres that the test may stop."""

    api: RunningApi
    server: Postgres


@pytest.fixture
def fragile(issuer: Issuer, origin: Origin, tmp_path: Path) -> Iterator[Fragile]:
    with postgres_server() as server:
        url = server.start()
        migrate(url, "pre")
        with running_api(issuer, settings_of(issuer.url, url, origin.url, tmp_path / "mirror.git")) as api:
            yield Fragile(api, server)


def timed(call: Callable[[], httpx2.Response]) -> tuple[float, httpx2.Response]:
    started = time.monotonic()
    answer = call()
    return time.monotonic() - started, answer


def well_again(api: RunningApi) -> None:
    end = time.monotonic() + DEADLINE
    while api.author.get("/interfaces").status_code != 200:
        assert time.monotonic() < end, "not well again in time"
        time.sleep(0.05)


def test_without_postgres_the_answer_is_503_within_two_seconds(fragile: Fragile) -> None:
    api, server = fragile.api, fragile.server
    task = api.task()
    server.stop()

    for _ in range(3):
        took, answer = timed(lambda: api.member.get(task.read_path))

        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
        assert answer.headers["retry-after"] == "2"
        assert took < QUICK
    assert api.nobody.get("/livez").status_code == 200
    assert api.nobody.get("/readyz").status_code == 503

    server.start()
    well_again(api)
    assert api.member.get(task.read_path).status_code == 200


def test_a_restart_between_two_requests_is_not_noticed(fragile: Fragile) -> None:
    api, server = fragile.api, fragile.server
    assert api.author.get("/interfaces").status_code == 200
    server.stop()
    server.start()

    assert api.author.get("/interfaces").status_code == 200


def test_an_answer_sent_while_postgres_is_away_can_be_sent_again(fragile: Fragile) -> None:
    api, server = fragile.api, fragile.server
    task = api.task()
    body = {"response_data": {"action": "approve", "note": "x"}}
    key = {"Idempotency-Key": "k"}
    server.stop()
    assert api.member.patch(f"{task.path}/submit", json=body, headers=key).status_code == 503
    server.start()
    well_again(api)

    assert api.member.patch(f"{task.path}/submit", json=body, headers=key).status_code == 200


def test_watching_goes_on_after_a_restart(fragile: Fragile) -> None:
    api, server = fragile.api, fragile.server
    interface = api.published()
    with api.author.stream("GET", f"/interfaces/{interface}/events", timeout=10) as stream:
        lines = stream.iter_lines()
        assert next(line for line in lines if line == ": listening")
        server.stop()
        server.start()

        # what changed while nobody listened is not known: everybody is told to look
        assert next(line for line in lines if line.startswith("event")) == "event: changed"
        api.author.post(f"/interfaces/{interface}/archive")
        assert next(line for line in lines if line.startswith("event")) == "event: changed"


def test_a_frozen_postgres_does_not_hang_its_callers(fragile: Fragile) -> None:
    api, server = fragile.api, fragile.server
    assert api.author.get("/interfaces").status_code == 200
    frozen = processes_of(server)
    for process in frozen:
        os.kill(process, signal.SIGSTOP)
    try:
        took, answer = timed(lambda: api.author.get("/interfaces", timeout=20))
    finally:
        for process in frozen:
            os.kill(process, signal.SIGCONT)

    assert answer.status_code == 503
    assert took < QUICK
    well_again(api)


def processes_of(server: Postgres) -> list[int]:
    """The server and its workers."""
    main = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
    return [main.pid, *(child.pid for child in main.children())]


def test_the_api_starts_without_postgres_and_is_well_once_it_is_there(
    issuer: Issuer, origin: Origin, tmp_path: Path
) -> None:
    with postgres_server() as server:
        url = server.start()
        server.stop()
        with running_api(issuer, settings_of(issuer.url, url, origin.url, tmp_path / "mirror.git")) as api:
            took, answer = timed(lambda: api.author.get("/interfaces"))
            assert (answer.status_code, took < QUICK) == (503, True)
            server.start()
            unmigrated = api.author.get("/interfaces")
            assert unmigrated.status_code == 503
            migrate(url, "pre")

            well_again(api)
            assert api.nobody.get("/readyz").status_code == 200
