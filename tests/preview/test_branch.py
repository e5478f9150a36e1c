"""A preview that follows a branch of a real git origin: pushes, lost deliveries, and a remote in trouble."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from mirror.repository import Repository
from router.edition import Edition
from router.follower import LONGEST_PAUSE, Follower, following, pause
from tests.preview.waiting import DEADLINE
from tests.renderer.good import FILES, FOLDER
from tests.support.pushing import Pusher, pusher, titled

pytestmark = pytest.mark.anyio

OTHER = "interface-second"
OTHER_FILES = FILES | {"interface.toml": FILES["interface.toml"].replace(FOLDER, OTHER)}
SELDOM = 3_600.0  # seconds: nothing is polled during a test


class Counting(Repository):
    """The real repository, counting its fetches."""

    fetches = 0

    def fetch(self, limit: float = 2.0) -> None:
        self.fetches += 1
        super().fetch(limit)


@pytest.fixture
def origin(tmp_path: Path) -> Pusher:
    return pusher(tmp_path / "origin.git")


@pytest.fixture
def repository(origin: Pusher, tmp_path: Path) -> Counting:
    return Counting(tmp_path / "mirror.git", origin.origin.url)


@pytest.fixture
async def follower(repository: Counting) -> AsyncIterator[Follower]:
    async with following(repository, SELDOM) as follower:
        await until(follower, lambda: bool(follower.branch.sync.synced_at))
        yield follower


async def until(follower: Follower, holds: Callable[[], bool], folder: str = FOLDER) -> None:
    """Waits as a tab does, which is told of every change."""
    with follower.branch.hub.seat(folder) as seat:
        async with asyncio.timeout(DEADLINE):
            while not holds():
                await seat.called(0.2)


async def until_at(follower: Follower, commit: str) -> None:
    await until(follower, lambda: follower.branch.sync.commit == commit)


def title(edition: Edition) -> str:
    assert edition.package is not None
    return edition.package.texts["en"]("title")


async def test_the_branch_is_shown_with_its_commit(follower: Follower, origin: Pusher) -> None:
    branch = follower.branch

    assert branch.folders() == [FOLDER]
    assert title(branch.look(FOLDER)) == "Leave request"
    assert branch.sync.commit == origin.origin.git("rev-parse", "dev")
    assert branch.sync.error == ""


async def test_a_hint_brings_the_push(follower: Follower, origin: Pusher) -> None:
    commit = origin.push_title("Holidays")
    follower.hint(commit)

    await until_at(follower, commit)
    assert title(follower.branch.look(FOLDER)) == "Holidays"


async def test_only_the_changed_package_is_read_again(follower: Follower, origin: Pusher) -> None:
    before = follower.branch.look(FOLDER)
    commit = origin.push({FOLDER: FILES, OTHER: OTHER_FILES})
    follower.hint(commit)

    await until_at(follower, commit)
    assert follower.branch.folders() == [FOLDER, OTHER]
    assert follower.branch.look(FOLDER) is before


async def test_a_push_that_breaks_a_package_touches_no_other(follower: Follower, origin: Pusher) -> None:
    good = follower.branch.look(FOLDER).package
    commit = origin.push({FOLDER: FILES | {"ui.json": '{\n "order": ['}, OTHER: OTHER_FILES})
    follower.hint(commit)

    await until(follower, lambda: follower.branch.sync.commit == commit)
    broken = follower.branch.look(FOLDER)
    assert broken.package is good
    assert [(fault.file, fault.line) for fault in broken.faults] == [("ui.json", 2)]
    assert follower.branch.look(OTHER).faults == ()


async def test_a_package_that_is_deleted_says_so(follower: Follower, origin: Pusher) -> None:
    commit = origin.push({OTHER: OTHER_FILES})
    follower.hint(commit)

    await until_at(follower, commit)
    assert follower.branch.folders() == [OTHER]
    assert follower.branch.look(FOLDER).faults


async def test_a_forced_push_back_is_followed(follower: Follower, origin: Pusher) -> None:
    first = follower.branch.sync.commit
    second = origin.push_title("Holidays")
    follower.hint(second)
    await until(follower, lambda: follower.branch.sync.commit == second)

    origin.origin.git("update-ref", "refs/heads/dev", first)
    follower.hint(first)
    await until(follower, lambda: follower.branch.sync.commit == first)
    assert title(follower.branch.look(FOLDER)) == "Leave request"


async def test_history_that_was_rewritten_is_followed(follower: Follower, origin: Pusher) -> None:
    origin.origin.git("update-ref", "-d", "refs/heads/dev")
    commit = origin.push_title("Written anew")
    follower.hint(commit)

    await until_at(follower, commit)
    assert title(follower.branch.look(FOLDER)) == "Written anew"


async def test_without_any_hint_the_poll_finds_the_push(repository: Counting, origin: Pusher) -> None:
    async with following(repository, 0.1) as follower:
        await until(follower, lambda: bool(follower.branch.sync.commit))
        commit = origin.push_title("Holidays")

        await until_at(follower, commit)
        assert title(follower.branch.look(FOLDER)) == "Holidays"


async def test_what_is_shown_already_is_not_fetched_again(follower: Follower, repository: Counting) -> None:
    fetched = repository.fetches
    for _ in range(1_000):
        follower.hint(follower.branch.sync.commit)
    await asyncio.sleep(0.3)

    assert repository.fetches == fetched


async def test_a_branch_that_is_gone_leaves_what_was_shown(follower: Follower, origin: Pusher) -> None:
    shown = follower.branch.sync
    origin.origin.git("update-ref", "-d", "refs/heads/dev")
    follower.hint("0" * 40)

    await until(follower, lambda: bool(follower.branch.sync.error))
    assert "branch 'dev'" in follower.branch.sync.error
    assert follower.branch.sync.commit == shown.commit
    assert title(follower.branch.look(FOLDER)) == "Leave request"


async def test_a_remote_that_is_gone_and_back_is_followed_again(follower: Follower, origin: Pusher) -> None:
    folder = origin.origin.folder
    hidden = folder.rename(folder.with_name("hidden.git"))
    follower.hint("1" * 40)
    await until(follower, lambda: bool(follower.branch.sync.error))
    assert title(follower.branch.look(FOLDER)) == "Leave request"

    hidden.rename(folder)
    commit = origin.push_title("Back")
    await until(follower, lambda: follower.branch.sync.commit == commit)  # by its own next attempt
    assert follower.branch.sync.error == ""


async def test_a_remote_that_hangs_leaves_what_was_shown(
    follower: Follower, repository: Counting, origin: Pusher
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hung:
        port = hung.getsockname()[1]
        repository._url = f"https://127.0.0.1:{port}/packages.git"
        follower.hint("1" * 40)

        await until(follower, lambda: bool(follower.branch.sync.error))
    assert "took longer" in follower.branch.sync.error
    assert title(follower.branch.look(FOLDER)) == "Leave request"


async def test_what_an_earlier_process_fetched_is_shown_while_the_remote_is_down(
    repository: Counting, origin: Pusher
) -> None:
    repository.fetch()
    origin.origin.folder.rename(origin.origin.folder.with_name("hidden.git"))
    async with following(repository, SELDOM) as follower:
        await until(follower, lambda: bool(follower.branch.sync.error))

        assert title(follower.branch.look(FOLDER)) == "Leave request"
        assert follower.branch.sync.synced_at is None, "nobody knows how old it is"


async def test_before_anything_was_fetched_the_package_is_not_said_to_be_missing(tmp_path: Path) -> None:
    nowhere = Counting(tmp_path / "mirror.git", (tmp_path / "nowhere").as_uri())
    async with following(nowhere, SELDOM) as follower:
        await until(follower, lambda: bool(follower.branch.sync.error))
        (fault,) = follower.branch.look(FOLDER).faults

    assert "Nothing was fetched yet" in fault.message
    assert "does not appear to be a git repository" in fault.message


async def test_two_previews_may_share_a_mirror(repository: Counting, origin: Pusher) -> None:
    other = Repository(repository.folder, origin.origin.url)
    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(following(each, 0.1)) for each in (repository, other)]
        for each in both:
            await until_at(each, origin.origin.git("rev-parse", "dev"))
        commit = origin.push({FOLDER: titled("Shared")})

        for each in both:
            await until_at(each, commit)
            assert title(each.branch.look(FOLDER)) == "Shared"


def test_while_the_remote_is_down_the_attempts_become_rare() -> None:
    pauses = [pause(60, failures) for failures in range(12)]

    assert pauses[:5] == [60, 2, 4, 8, 16]
    assert pauses[-1] == LONGEST_PAUSE
