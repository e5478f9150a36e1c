"""The shifts of one router: each of its processes goes by them, and one of them moves them on."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import uuid4

from router.targets.group import Group
from router.targets.shift import LOOK, Plan, Shift, Standing
from router.targets.shifts_file import ShiftsFile


@dataclass
class Shifts:
    """One for a group at a time. Without a file they are this process's alone, and forgotten with it."""

    groups: Mapping[str, Group]
    file: ShiftsFile | None
    _of: dict[str, Shift] = field(default_factory=dict)
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def get(self, group: str) -> Shift | None:
        return self._of.get(group)

    def begin(self, plan: Plan) -> Shift:
        """Ends the one before, if there is one. Raises OSError when it cannot be kept."""
        shift = self._new(Standing(uuid4().hex, plan, min(100.0, plan.by)))
        if self.file:
            self.file.put(shift.standing, instead=True)
        self._put(shift)
        return shift

    async def live(self) -> None:
        """Until it is cancelled: follows what other processes did, and moves on what nobody else does."""
        try:
            while True:
                self.look()
                await asyncio.sleep(LOOK)
        finally:
            for task in self._running.values():
                task.cancel()
            if self.file:
                self.file.close()

    def look(self) -> None:
        """Everything as it is now."""
        if self.file and (told := self.file.news()) is not None:
            for standing in told:
                self._follow(standing)
        leads = not self.file or self.file.leads()
        for shift in [each for each in self._of.values() if each.goes_on]:
            self._run(shift) if leads else shift.judge()

    def _follow(self, standing: Standing) -> None:
        known = self._of.get(standing.plan.group)
        if known and known.standing.number == standing.number:
            known.follow(standing)
        elif standing.plan.to in self.groups:
            self._put(self._new(standing))

    def _put(self, shift: Shift) -> None:
        if before := self._of.get(shift.plan.group):
            before.follow(replace(before.standing, state="taken back"))
        self._of[shift.plan.group] = shift

    def _new(self, standing: Standing) -> Shift:
        return Shift(standing, self.groups[standing.plan.to], self._keep)

    def _keep(self, shift: Shift) -> None:
        """What cannot be written down does not go on."""
        try:
            if self.file:
                self.file.put(shift.standing, instead=False)
        except OSError as error:
            told = f"it cannot be kept: {error.strerror}"
            shift.follow(replace(shift.standing, share=0.0, state="taken back", reason=told))

    def _run(self, shift: Shift) -> None:
        number = shift.standing.number
        if number not in self._running:
            task = self._running[number] = asyncio.create_task(shift.run())
            task.add_done_callback(lambda _: self._running.pop(number))
