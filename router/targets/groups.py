"""The target groups of one process, opened with it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from router.targets.config import GroupConfig
from router.targets.group import Group
from router.targets.shifts import Shifts
from router.targets.shifts_file import ShiftsFile
from router.targets.snapshot import GroupSnapshot, TargetSnapshot

_HERE = TargetSnapshot("in process", "healthy", 1)


class Groups:
    """`in_process`: the names of those that are tables of this process."""

    def __init__(self, groups: Iterable[Group], in_process: Sequence[str], kept: ShiftsFile | None) -> None:
        self._groups = {group.config.name: group for group in groups}
        self.shifts = Shifts(self._groups, kept)
        self._in_process = [name for name in in_process if name not in self._groups]

    def get(self, name: str) -> Group | None:
        """None when there is none of this name, or it is in process."""
        return self._groups.get(name)

    def has(self, name: str) -> bool:
        """Whether any group is called so, here or elsewhere."""
        return name in self._groups or name in self._in_process

    def snapshot(self) -> tuple[GroupSnapshot, ...]:
        """All groups as they are now. Cheap: nothing is asked of any target."""
        here = (GroupSnapshot(name, (_HERE,)) for name in self._in_process)
        return (*here, *(group.snapshot() for group in self._groups.values()))


@asynccontextmanager
async def open_groups(
    configs: Iterable[GroupConfig], in_process: Sequence[str], rules: Path | None = None
) -> AsyncIterator[Groups]:
    """The groups that this process may send requests to, looked after until the block ends. What is shifted
    between them is kept beside `rules`."""
    groups = [Group(config) for config in configs]
    opened = Groups(groups, in_process, ShiftsFile(rules) if rules else None)
    opened.shifts.look()
    living = [asyncio.create_task(each) for each in (opened.shifts.live(), *(one.live() for one in groups))]
    try:
        yield opened
    finally:
        for task in living:
            task.cancel()
        for task in living:
            with suppress(asyncio.CancelledError):
                await task
        for group in groups:
            group.close()
