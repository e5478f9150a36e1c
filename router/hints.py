"""What others say about where the branch is. Anybody may say it often: many hints in a row are one."""

import asyncio
from time import monotonic

from router.talk import Talk


class Hints:
    """Commits by their ids. One alone is heard at once; the more there are, the longer a silence we await."""

    def __init__(self) -> None:
        self._there = asyncio.Event()
        self._talk = Talk()
        self._commits: set[str] = set()

    def add(self, commit: str) -> None:
        self._commits.add(commit)
        self._talk.say(monotonic())
        self._there.set()

    def clear(self) -> None:
        """What was said until now is about to be looked into."""
        self._talk.heard(monotonic())
        self._forget()

    async def news(self, shown: str) -> None:
        """Returns once somebody named another commit than `shown`, and everybody has finished talking."""
        while True:
            await self._there.wait()
            if (left := self._talk.over() - monotonic()) > 0:
                await asyncio.sleep(left)
            elif self._commits == {shown}:
                self._talk.dismiss()
                self._forget()
            else:
                return

    def _forget(self) -> None:
        self._commits = set()
        self._there.clear()
