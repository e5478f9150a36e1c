"""The target groups of one process, opened with it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from router.settings import EdgeSettings
from router.targets.snapshot import GroupSnapshot, TargetSnapshot

_HERE = TargetSnapshot("in process", "healthy", 1)


class Groups:
    """`in_process`: the groups that are tables of this process."""

    def __init__(self, in_process: Sequence[str]) -> None:
        self._in_process = in_process

    def snapshot(self) -> tuple[GroupSnapshot, ...]:
        """All groups as they are now. Cheap: nothing is asked of any target."""
        return tuple(GroupSnapshot(name, (_HERE,)) for name in self._in_process)


@asynccontextmanager
async def open_groups(settings: EdgeSettings) -> AsyncIterator[Groups]:
    """The groups that this process may send requests to."""
    yield Groups(("production", "preview") if settings.role == "router" else ())
