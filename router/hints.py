"""What others say about where the branch is. Anybody may say it often: many hints in a row are one."""

import asyncio
from time import monotonic

EACH = 0.05  # seconds of silence that every further hint asks for
MOST = 2.0  # seconds of silence after which even a flood is over
LONGEST = 15.0  # seconds that a flood may keep us waiting


class Hints:
    """Commits by their ids. One alone is heard at once; the more there are, the longer a silence we await."""

    def __init__(self) -> None:
        self._there = asyncio.Event()
        self.clear()

    def add(self, commit: str) -> None:
        if not self._commits:
            self._first = monotonic()
        self._commits.add(commit)
        self._count += 1
        self._last = monotonic()
        self._there.set()

    def clear(self) -> None:
        """What was said until now is about to be looked into."""
        self._commits: set[str] = set()
        self._count = 0
        self._first = self._last = 0.0
        self._there.clear()

    async def news(self, shown: str) -> None:
        """Returns once somebody named another commit than `shown`, and everybody has finished talking."""
        while True:
            await self._there.wait()
            if (left := self._silence_left()) > 0:
                await asyncio.sleep(left)
            elif self._commits == {shown}:
                self.clear()
            else:
                return

    def _silence_left(self) -> float:
        now = monotonic()
        asked = min(MOST, EACH * (self._count - 1))
        return min(self._last + asked, self._first + LONGEST) - now
