"""The target groups of one process, opened with it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress

from router.targets.config import GroupConfig
from router.targets.group import Group
from router.targets.shift import Shifts
from router.targets.snapshot import GroupSnapshot, TargetSnapshot

_HERE = TargetSnapshot("in process", "healthy", 1)


class Groups:
    """`in_process`: the names of those that are tables of this process."""

    def __init__(self, groups: Iterable[Group], in_process: Sequence[str]) -> None:
        self._groups = {group.config.name: group for group in groups}
        self.shifts = Shifts()
        self._in_process = [name for name in in_process if name not in self._groups]

    def __getitem__(self, name: str) -> Group:
        return self._groups[name]

    def __contains__(self, name: str) -> bool:
        return name in self._groups

    def has(self, name: str) -> bool:
        """Whether any group is called so, here or elsewhere."""
        return name in self._groups or name in self._in_process

    def snapshot(self) -> tuple[GroupSnapshot, ...]:
        """All groups as they are now. Cheap: nothing is asked of any target."""
        here = (GroupSnapshot(name, (_HERE,)) for name in self._in_process)
        return (*here, *(group.snapshot() for group in self._groups.values()))


@asynccontextmanager
async def open_groups(configs: Iterable[GroupConfig], in_process: Sequence[str]) -> AsyncIterator[Groups]:
    """The groups that this process may send requests to, looked after until the block ends."""
    groups = [Group(config) for config in configs]
    living = [asyncio.create_task(group.live()) for group in groups]
    opened = Groups(groups, in_process)
    try:
        yield opened
    finally:
        opened.shifts.close()
        for task in living:
            task.cancel()
        for group, task in zip(groups, living, strict=True):
            with suppress(asyncio.CancelledError):
                await task
            group.close()
