"""The line to the edges: who may open it, what is said on it, and that nobody waits long for anybody."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from api.settings import Settings
from tests.api.origin import PACKAGE, TEXTS, Origin
from tests.api.running import Issuer, RunningApi, bearer, running_api, settings_of
from tests.support.edges import EDGE_SECRET, connected
from tests.support.postgres import Databases
from tests.support.serving import wait_until

COMMIT = "c" * 40
EDGE = bearer(EDGE_SECRET)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    return Origin(tmp_path_factory.mktemp("origin") / "origin")


@pytest.fixture(scope="module")
def line_api(
    issuer: Issuer, databases: Databases, origin: Origin, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningApi]:
    """Like the others', with a line to edges."""
    mirror = tmp_path_factory.mktemp("mirror") / "mirror.git"
    with databases.fresh() as url:
        settings = settings_of(issuer.url, url, origin.url, mirror, edge_secret=EDGE_SECRET)
        with running_api(issuer, settings) as api:
            yield api


@pytest.fixture
def api(line_api: RunningApi) -> RunningApi:
    """To which no edge is connected any more."""
    line_api.query("DELETE FROM interface_edges")
    return line_api


class Listening:
    """An edge's side of the line, played by hand."""

    def __init__(self, api: RunningApi, path: str, response: httpx2.Response) -> None:
        self._api = api
        self._path = path
        self._lines = response.iter_lines()

    def next(self) -> tuple[str, Any]:
        """The next message."""
        kind, deadline = "", time.monotonic() + 20
        for line in self._lines:
            assert time.monotonic() < deadline, "heard nothing"
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            if name == "data":
                return kind, json.loads(value)
        raise EOFError

    def tell(self, method: str, path: str, body: dict[str, Any]) -> int:
        return self._api.nobody.request(method, self._path + path, json=body, headers=EDGE).status_code

    def report(self, commit: str | None, error: str = "") -> int:
        body = {"branch": "dev", "commit": commit, "synced_at": "2026-05-04T03:02:01Z", "error": error}
        return self.tell("PUT", "/sync", body)


@contextmanager
def second_api(issuer: Issuer, settings: Settings) -> Iterator[RunningApi]:
    """Once it listens like the first one: until then edges are sent away, to connect again."""
    listens = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE %s"
    with running_api(issuer, settings) as api:
        api.wait_for(listens, 'LISTEN "interfaces_edges"', rows=[(2,)])
        yield api


def titled(title: str) -> dict[str, str]:
    """A change of the package."""
    return {"locales/en.json": json.dumps(TEXTS | {"title": title})}


@contextmanager
def listening(api: RunningApi, role: str) -> Iterator[Listening]:
    """The line, once its greeting is read."""
    path = f"/edges/{uuid4()}"
    events = f"{path}/events?role={role}"
    with api.nobody.stream("GET", events, headers=EDGE, timeout=20) as response:
        assert response.status_code == 200
        edge = Listening(api, path, response)
        assert [edge.next()[0] for _ in range(2)] == ["load", "pushed"]
        yield edge


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer("x" * 40),
        bearer(EDGE_SECRET[:-1]),
        bearer(EDGE_SECRET + "0"),
        {"Cookie": f"interfaces_token={EDGE_SECRET}"},
        {"Authorization": f"Basic {EDGE_SECRET}"},
    ],
)
def test_whoever_does_not_know_the_secret_hears_and_says_nothing(
    api: RunningApi, headers: dict[str, str]
) -> None:
    edge = f"/edges/{uuid4()}"

    assert api.nobody.get(f"{edge}/events?role=production", headers=headers).status_code == 401
    assert api.nobody.post(f"{edge}/loaded", json={}, headers=headers).status_code == 401
    assert api.nobody.put(f"{edge}/sync", json={}, headers=headers).status_code == 401


def test_an_author_is_no_edge(api: RunningApi) -> None:
    assert api.author.get(f"/edges/{uuid4()}/events?role=production").status_code == 401


def test_an_edge_is_no_author(api: RunningApi) -> None:
    assert api.nobody.get("/interfaces", headers=EDGE).status_code == 401


def test_without_a_secret_there_is_no_line(shared_api: RunningApi) -> None:
    for headers in ({}, bearer(""), EDGE):
        answer = shared_api.nobody.get(f"/edges/{uuid4()}/events?role=production", headers=headers)

        assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"branch": "dev", "commit": "short", "synced_at": None, "error": ""},
        {"branch": "dev", "commit": COMMIT, "synced_at": "yesterday", "error": ""},
        {"branch": "dev", "commit": COMMIT, "synced_at": None, "error": "x" * 1_001},
        {"branch": "dev", "commit": COMMIT, "synced_at": None, "error": "", "more": 1},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(api: RunningApi, body: dict[str, Any]) -> None:
    answer = api.nobody.put(f"/edges/{uuid4()}/sync", json=body, headers=EDGE)

    assert answer.status_code == 422


def test_an_edge_that_connects_hears_what_is_live(api: RunningApi) -> None:
    live = api.publish(api.published())["digest"]
    with api.nobody.stream(
        "GET", f"/edges/{uuid4()}/events?role=production", headers=EDGE, timeout=20
    ) as response:
        edge = Listening(api, "", response)

        kind, told = edge.next()
        assert (kind, told["preparation"]) == ("load", None)
        assert live in told["digests"]
        assert edge.next() == ("pushed", {"commit": None})


def test_what_a_preview_reports_stands_in_the_registry(api: RunningApi) -> None:
    interface = api.published()
    assert api.author.get(f"/interfaces/{interface}").json()["sync"] is None

    with listening(api, "preview") as preview:
        assert preview.report(COMMIT) == 204
        shown = api.author.get(f"/interfaces/{interface}").json()["sync"]
        listed = api.author.get("/interfaces").json()["interfaces"]

    assert shown == {"branch": "dev", "commit": COMMIT, "synced_at": "2026-05-04T03:02:01Z", "error": ""}
    assert all(entry["sync"] == shown for entry in listed)
    wait_until(lambda: api.author.get(f"/interfaces/{interface}").json()["sync"] is None)


def test_the_registry_tells_of_the_preview_that_is_behind(api: RunningApi) -> None:
    interface = api.published()
    with listening(api, "preview") as one, listening(api, "preview") as other:
        one.report(COMMIT)
        body = {"branch": "dev", "commit": None, "synced_at": None, "error": "the remote hangs"}
        other.tell("PUT", "/sync", body)

        assert api.author.get(f"/interfaces/{interface}").json()["sync"] == body


def test_a_report_of_an_edge_that_is_not_connected_is_not_kept(api: RunningApi) -> None:
    body = {"branch": "dev", "commit": COMMIT, "synced_at": None, "error": ""}

    assert api.nobody.put(f"/edges/{uuid4()}/sync", json=body, headers=EDGE).status_code == 404


def test_what_one_preview_finds_the_others_hear_through_any_process(
    api: RunningApi, issuer: Issuer, origin: Origin, tmp_path: Path
) -> None:
    settings = api.settings.model_copy(update={"mirror_dir": tmp_path / "other.git"})
    with (
        second_api(issuer, settings) as other_api,
        listening(api, "preview") as here,
        listening(other_api, "preview") as there,
    ):
        here.report(COMMIT)

        assert here.next() == ("pushed", {"commit": COMMIT})
        assert there.next() == ("pushed", {"commit": COMMIT})
        here.report(COMMIT)  # nothing new
        here.report("d" * 40)
        assert there.next() == ("pushed", {"commit": "d" * 40})


def test_after_a_push_the_api_looks_at_the_branch_again(api: RunningApi, origin: Origin) -> None:
    body = {"interface_name": "Notes", "interface_package": PACKAGE, "config": {}, "schema": {}}
    assert api.author.post("/interfaces/create", json=body).status_code == 201
    broken = origin.commit({"ui.json": "{"}, "dev")
    with listening(api, "preview") as preview:
        preview.report(broken)
        preview.next()

        answer = api.author.post("/interfaces/create", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["file"]) == (422, "ui.json")

        preview.report(origin.commit({"ui.json": "{}"}, "dev"))
        preview.next()
        origin.folder.rename(origin.folder.with_name("hidden"))
        assert api.author.post("/interfaces/create", json=body).status_code == 422, "as it was before"
        origin.folder.with_name("hidden").rename(origin.folder)
        assert api.author.post("/interfaces/create", json=body).status_code == 201


def test_a_release_is_announced_to_edges_before_it_is_live(
    api: RunningApi, issuer: Issuer, origin: Origin, tmp_path: Path
) -> None:
    interface = api.published()
    before = api.author.get(f"/interfaces/{interface}").json()["live"]["digest"]
    settings = api.settings.model_copy(update={"mirror_dir": tmp_path / "other.git"})
    with second_api(issuer, settings) as other_api, listening(other_api, "production") as edge:
        commit = origin.commit(titled("x"), "dev")
        started = api.author.post(f"/interfaces/{interface}/publish", json={"force": True, "reason": "test"})
        assert edge.next() == ("pushed", {"commit": commit})
        kind, asked = edge.next()
        while_asked = api.author.get(f"/interfaces/{interface}").json()["live"]["digest"]
        assert edge.tell("POST", "/loaded", {"preparation": asked["preparation"]}) == 204
        told = api.ended(started.json()["publication_url"])

    assert (kind, asked["digests"]) == ("load", [told["digest"]])
    assert while_asked == before != told["digest"]
    assert told["state"] == "done"
    (merge,) = (step for step in told["steps"] if step["name"] == "merge")
    assert "1 of 1 edges have it ready" in merge["detail"]


def test_an_edge_that_does_not_answer_keeps_nobody_from_publishing(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    first = api.author.get(f"/interfaces/{interface}").json()["live"]["digest"]
    with listening(api, "production"):
        origin.commit(titled("y"), "dev")
        told = api.publish(interface, force=True, reason="test")
        started = time.monotonic()
        back = api.author.post(f"/interfaces/{interface}/rollback", json={"digest": first, "reason": "test"})

    assert "0 of 1 edges have it ready" in str(told["steps"])
    assert back.json()["state"] == "done"
    assert time.monotonic() - started > 0.9, "it was given the time to load"


def test_edges_that_went_away_are_not_waited_for(api: RunningApi) -> None:
    with listening(api, "production"):
        assert connected(api) == 1
    wait_until(lambda: connected(api) == 0)

    api.query(
        "INSERT INTO interface_edges (edge_id, connection_id, role, seen_at)"
        " VALUES (gen_random_uuid(), gen_random_uuid(), 'production', now() - interval '1 minute')"
    )
    told = api.publish(api.published())

    assert "0 of 0 edges" in str(told["steps"])


@pytest.mark.parametrize("notice", ["", "nonsense", "[]", '{"kind": "loaded", "data": {"preparation": []}}'])
def test_a_notice_that_makes_no_sense_is_passed_over(api: RunningApi, notice: str) -> None:
    with listening(api, "preview") as preview:
        api.query("SELECT pg_notify('interfaces_edges', %s)", notice)
        preview.report(COMMIT)

        assert preview.next() == ("pushed", {"commit": COMMIT})
