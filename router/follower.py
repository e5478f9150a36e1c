"""Keeps a branch up to date: at each hint and, in case one got lost, every so often."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from mirror.repository import Repository
from router.background import running
from router.branch import Branch
from router.hints import Hints
from router.sync_state import SyncState

LONGEST_PAUSE = 300.0  # seconds between attempts while the remote is down

Told = Callable[[SyncState], None]


class Follower:
    """At most one fetch runs, and at most one waits."""

    def __init__(self, branch: Branch, poll: float) -> None:
        self.branch = branch
        self._poll = poll
        self._hints = Hints()
        self._told: list[Told] = []

    def hint(self, commit: str) -> None:
        """Somebody says that the branch is at `commit` by now."""
        self._hints.add(commit)

    def on_refresh(self, tell: Told) -> None:
        """Have the state told after every attempt."""
        self._told.append(tell)

    async def follow(self) -> None:
        """For ever."""
        await self.branch.start()
        failures = 0
        while True:
            self._hints.clear()
            await self.branch.refresh()
            failures = failures + 1 if self.branch.sync.error else 0
            for tell in self._told:
                tell(self.branch.sync)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause(self._poll, failures)):
                    await self._hints.news(self.branch.sync.commit)


def pause(poll: float, failures: int) -> float:
    """Seconds until the next attempt after so many failures in a row."""
    return min(2.0 ** min(failures, 20), max(poll, LONGEST_PAUSE)) if failures else poll


@asynccontextmanager
async def following(repository: Repository, poll: float) -> AsyncIterator[Follower]:
    """A branch that is followed while the block runs. Nobody waits for the first fetch."""
    follower = Follower(Branch(repository), poll)
    async with running(follower.follow()):
        yield follower
