"""Releases come from a real git repository: fetched when unknown, kept when known."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mirror.repository import Repository
from renderer.faults import PackageFaults
from router.errors import ReleaseNotFound, RepositoryDown
from router.releases import Releases, open_releases
from telemetry.metrics import Metrics
from tests.mirror.origin import Origin, make_origin
from tests.router.sample import FILES, release

pytestmark = pytest.mark.anyio


class Counting(Repository):
    """The real repository, counting what it is asked for."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder, url)
        self.fetches = 0
        self.reads = 0

    def fetch(self, limit: float = 10.0) -> None:
        self.fetches += 1
        super().fetch(limit)

    def files(self, digest: str) -> "dict[str, bytes]":
        self.reads += 1
        return dict(super().files(digest))


@pytest.fixture
def own(tmp_path: Path) -> Origin:
    """An origin for this test alone."""
    return make_origin(tmp_path / "origin.git")


@pytest.fixture
def repository(tmp_path: Path, own: Origin) -> Counting:
    return Counting(tmp_path / "mirror.git", own.url)


@pytest.fixture
async def releases(repository: Counting) -> AsyncIterator[Releases]:
    releases = Releases(repository, Metrics())
    yield releases
    await releases.aclose()


async def test_a_release_pushed_later_is_fetched_when_it_is_asked_for(
    releases: Releases, own: Origin
) -> None:
    first = release(own)
    await releases.package(first)
    second = release(own, FILES | {"assets/style.css": b"body { color: red }"})

    package = await releases.package(second)

    assert (package.digest, package.name) == (second, "@webapp/interface-sample")
    assert package.assets["style.css"].body == b"body { color: red }"


async def test_a_known_release_is_not_read_again(
    releases: Releases, repository: Counting, own: Origin
) -> None:
    digest = release(own)

    packages = [await releases.package(digest) for _ in range(3)]

    assert packages[0] is packages[1] is packages[2]
    assert (repository.fetches, repository.reads) == (1, 2)  # the read before the fetch found nothing


async def test_those_who_ask_at_once_share_the_work(
    releases: Releases, repository: Counting, own: Origin
) -> None:
    digest = release(own)

    packages = await asyncio.gather(*(releases.package(digest) for _ in range(20)))

    assert len({id(package) for package in packages}) == 1
    assert (repository.fetches, repository.reads) == (1, 2)


async def test_one_who_gives_up_does_not_end_it_for_the_others(releases: Releases, own: Origin) -> None:
    digest = release(own)
    impatient = asyncio.ensure_future(releases.package(digest))
    patient = asyncio.ensure_future(releases.package(digest))
    await asyncio.sleep(0)

    impatient.cancel()

    assert (await patient).digest == digest


async def test_an_unknown_release_is_told_by_its_digest(releases: Releases, own: Origin) -> None:
    release(own)

    with pytest.raises(ReleaseNotFound) as missing:
        await releases.package("0" * 40)

    assert missing.value.digest == "0" * 40


async def test_a_release_that_is_no_package_is_broken(releases: Releases, own: Origin) -> None:
    digest = release(own, FILES | {"schema.json": b"{"})

    with pytest.raises(PackageFaults):
        await releases.package(digest)


async def test_a_remote_that_is_away_is_told_until_it_is_back(releases: Releases, own: Origin) -> None:
    digest = release(own)
    away = own.folder.rename(own.folder.with_name("away.git"))
    with pytest.raises(RepositoryDown):
        await releases.package(digest)
    with pytest.raises(RepositoryDown):
        await releases.check()

    away.rename(own.folder)

    assert (await releases.package(digest)).digest == digest
    await releases.check()


async def test_what_is_in_the_mirror_is_served_while_the_remote_is_away(
    own: Origin, tmp_path: Path, repository: Counting
) -> None:
    digest = release(own)
    repository.fetch()
    own.folder.rename(own.folder.with_name("away.git"))

    async with open_releases(repository.folder, own.url, Metrics()) as restarted:
        await restarted.check()
        assert (await restarted.package(digest)).digest == digest


async def test_strangers_cannot_make_us_fetch_often(
    releases: Releases, repository: Counting, own: Origin
) -> None:
    release(own)

    for number in range(20):
        with pytest.raises(ReleaseNotFound):
            await releases.public(f"{number:040x}")

    assert repository.fetches == 1
