"""The child that judges candidates: warm from the first publication on, and it forgets each one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio.to_thread import run_sync

from api.gate_inside import Trial, verdict
from renderer.child import Child


class Judge:
    """Judges one candidate at a time."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._turn = asyncio.Lock()

    def prepare(self) -> Child:
        """The child, started unless it is there: so that it is ready when the candidate is."""
        if self._child is None or not self._child.alive:
            self._child = Child("api.gate_inside", forgets=True)
        return self._child

    async def verdict(self, trial: Trial) -> dict[str, Any]:
        """The gate's verdict as JSON. Raises PackageFaults when a page takes more than it may."""
        async with self._turn:
            child = self.prepare()
            try:
                found: dict[str, Any] = await run_sync(
                    child.ask, trial.folder, verdict, trial, abandon_on_cancel=True
                )
            except asyncio.CancelledError:
                child.kill()  # what nobody waits for any more is not left running
                raise
            return found

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()


@asynccontextmanager
async def open_judge() -> AsyncIterator[Judge]:
    judge = Judge()
    try:
        yield judge
    finally:
        judge.close()
