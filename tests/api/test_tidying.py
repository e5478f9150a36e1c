"""Releases that somebody may see or go back to keep their ref; the API sees to it by itself."""

import asyncio
from collections.abc import Set as AbstractSet
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from api import tidying
from api.tidying import wanted_releases
from mirror.repository import RELEASES
from tests.api.origin import Origin, package_files
from tests.api.running import Issuer, RunningApi, running_api, settings_of
from tests.support.serving import wait_until


def wanted(api: RunningApi) -> AbstractSet[str]:
    async def ask() -> AbstractSet[str]:
        url = api.settings.database_url.get_secret_value()
        async with await psycopg.AsyncConnection.connect(url) as connection:
            return await wanted_releases(connection, timedelta(days=365))

    return asyncio.run(ask())


def kept(origin: Origin) -> set[str]:
    return set(origin.git("for-each-ref", "--format=%(objectname)", RELEASES).split())


def test_live_pinned_and_young_releases_are_wanted(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    first = api.author.get(f"/interfaces/{interface}").json()["git_commit_hash"]
    api.member.get(api.task(interface).read_path)  # opened: it stays on the first
    commits = []
    for version in ("2.0.0", "3.0.0"):
        origin.commit(package_files(version), "dev")
        commits.append(api.publish(interface)["commit"])
    assert wanted(api) == {first, *commits} == kept(origin)

    api.query("UPDATE interface_publications SET published_at = now() - interval '366 days'")

    assert wanted(api) == {first, commits[1]}


def test_a_release_that_lost_its_ref_is_given_it_again(
    issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(issuer.url, database_url, origin.url, tmp_path / "mirror.git")
    with running_api(issuer, settings) as api:
        api.published()
    (released,) = kept(origin)
    origin.git("update-ref", "-d", f"{RELEASES}{released}")
    monkeypatch.setattr(tidying, "FIRST", timedelta(0))

    with running_api(issuer, settings):
        wait_until(lambda: kept(origin) == {released}, deadline=60)
