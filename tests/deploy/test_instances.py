"""Several instances of everything on one Postgres: what one of them learns, all of them show."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.api.origin import FOLDER, TEXTS, Origin
from tests.api.running import Issuer, RunningApi, running_api, running_issuer, settings_of
from tests.support.edges import EDGE_SECRET, Edge, connected, running_edge
from tests.support.postgres import Databases, databases
from tests.support.pushing import SECRET, deliver, payload
from tests.support.serving import wait_until

__all__ = ["databases"]


WITHIN = 2.0  # seconds from the flip


@dataclass(frozen=True)
class Site:
    """Two APIs, two edges for people at the first and the second, two previews likewise."""

    origin: Origin
    apis: list[RunningApi]
    production: list[Edge]
    previews: list[Edge]
    interface: str

    @property
    def everybody(self) -> list[Edge]:
        return [*self.production, *self.previews]

    def push(self, title: str) -> str:
        return self.origin.commit({"locales/en.json": json.dumps(TEXTS | {"title": title})}, "dev")

    def publish(self) -> dict[str, object]:
        return self.apis[0].publish(self.interface)


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    origin = Origin(folder / "origin")
    with ExitStack() as stack:
        issuer = stack.enter_context(running_issuer(folder / "issuer"))
        database = stack.enter_context(databases.fresh())
        apis = [_api(stack, issuer, database, origin, folder / f"api{n}.git") for n in (1, 2)]

        def edges(role: str) -> list[Edge]:
            return [
                stack.enter_context(
                    running_edge(role, issuer, api, folder / f"{role}{n}.git", webhook_secret=SECRET)
                )
                for n, api in enumerate(apis)
            ]

        yield Site(origin, apis, edges("production"), edges("preview"), apis[0].published())


def _api(stack: ExitStack, issuer: Issuer, database: str, origin: Origin, mirror: Path) -> RunningApi:
    settings = settings_of(issuer.url, database, origin.url, mirror, edge_secret=EDGE_SECRET)
    return stack.enter_context(running_api(issuer, settings))


def task_url(site: Site) -> str:
    """A new task's path: what it shows is what is live when it is opened."""
    task = site.apis[1].task(site.interface)
    return f"/i/{task.workflow}/{task.node}/{task.execution}"


def shows(site: Site, title: str) -> Callable[[], bool]:
    """Whether every preview shows this title."""
    return lambda: all(title in edge.page(f"/{site.interface}").text for edge in site.previews)


def flipped(site: Site) -> float:
    """When the latest release went live, in seconds since 1970: Postgres has this machine's clock."""
    query = "SELECT extract(epoch FROM max(published_at))::float FROM interface_publications"
    return float(site.apis[0].query(query)[0][0])


def test_whoever_asks_two_seconds_after_the_flip_gets_the_release_from_every_instance(site: Site) -> None:
    """When an answer comes is the machine's business; what it says is decided by when it was asked for. A
    machine that stood still meanwhile gets two more tries."""
    shown = (asked_in_time(site, f"Published {number}") for number in range(3))

    assert any(all(found) and len(found) == 4 for found in shown)


def asked_in_time(site: Site, title: str) -> list[bool]:
    """Publish, and ask every instance two seconds after the flip whether it shows that."""
    paths = {edge.url: task_url(site) for edge in site.production}  # not opened yet
    site.push(title)  # no delivery, and nobody polls
    site.publish()
    time.sleep(max(0.0, flipped(site) + WITHIN - time.time()))
    pages = [edge.page(paths.get(edge.url, f"/{site.interface}")) for edge in site.everybody]
    return [title in page.text for page in pages]


def test_the_release_is_loaded_everywhere_before_it_is_live(site: Site) -> None:
    site.push("Loaded before")
    with site.apis[0].holding("flip", "running"):
        started = site.apis[0].author.post(f"/interfaces/{site.interface}/publish")
        site.apis[0].wait_for_held()
        digest = site.origin.digest("dev")

        for edge in site.production:
            assert digest in edge.resources.releases._packages
        assert site.apis[1].author.get(f"/interfaces/{site.interface}").json()["live"]["digest"] != digest
    told = site.apis[0].ended(started.json()["publication_url"])

    assert told["digest"] == digest
    assert "2 of 2 edges have it ready" in str(told["steps"])


def test_a_push_told_to_one_preview_shows_in_both(site: Site) -> None:
    commit = site.push("Told to one")

    assert deliver(site.previews[0].url, payload(commit)).status_code == 202

    wait_until(shows(site, "Told to one"))
    assert [edge.commit for edge in site.previews] == [commit, commit]


def test_the_registry_says_what_previews_show(site: Site) -> None:
    commit = site.push("Told to the registry")
    deliver(site.previews[1].url, payload(commit))
    wait_until(shows(site, "Told to the registry"))

    def told() -> dict[str, object]:
        found: dict[str, object] = site.apis[0].author.get(f"/interfaces/{site.interface}").json()["sync"]
        return found

    wait_until(lambda: told()["commit"] == commit)
    assert (told()["branch"], told()["error"]) == ("dev", "")


def test_a_push_that_breaks_a_package_shows_its_fault_in_both(site: Site) -> None:
    commit = site.origin.commit({"ui.json": "{"}, "dev")
    deliver(site.previews[0].url, payload(commit))
    wait_until(lambda: [edge.commit for edge in site.previews] == [commit, commit])

    for edge in site.previews:
        edition = edge.resources.previews.editions.look(FOLDER)
        assert [fault.file for fault in edition.faults] == ["ui.json"]
    site.origin.remove("ui.json")
    mended = site.push("Mended")
    deliver(site.previews[1].url, payload(mended))
    wait_until(shows(site, "Mended"))


def test_edges_come_back_after_postgres_hung_up_on_everybody(site: Site) -> None:
    assert connected(site.apis[0]) == 4
    site.apis[0].query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    commit = site.push("After the break")
    deliver(site.previews[0].url, payload(commit))

    wait_until(shows(site, "After the break"), deadline=30)
    wait_until(lambda: connected(site.apis[0]) == 4, deadline=30)
