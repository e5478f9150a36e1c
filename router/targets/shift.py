"""Moving a group's traffic to another group, step by step, watched, and taken back when it goes wrong."""

import asyncio
import re
from dataclasses import dataclass
from random import SystemRandom
from typing import Literal

from router.targets.group import Group
from router.targets.sticky import mark

_RANDOM = SystemRandom()
LOOK = 0.25  # seconds between looks at the counts
JUDGED = 20  # answers in a step that are enough to judge it before its end
_ABORT = re.compile(r"5xx>(\d{1,3}(?:\.\d+)?)%")

State = Literal["shifting", "done", "rolled back", "taken back"]


def threshold(text: str) -> float:
    """The percentage of "5xx>1%". Raises ValueError."""
    if not (found := _ABORT.fullmatch(text.replace(" ", ""))):
        raise ValueError("write it like 5xx>1%")
    return float(found[1])


@dataclass(frozen=True)
class Plan:
    """`by`: percent a step; `every`: seconds a step takes; `most`: percent of failures that end it."""

    group: str
    to: str
    by: float
    every: float
    most: float


class Shift:
    """`share`: percent of the group's requests that go to the other one now."""

    def __init__(self, plan: Plan, target: Group) -> None:
        self.plan = plan
        self.share = min(100.0, plan.by)
        self.state: State = "shifting"
        self.reason = ""
        self._target = target
        self._mark = mark(plan.to)
        self._from = (0, 0)  # the counts at the step's beginning

    def moves(self, came: str, stays: bool) -> bool:
        """Whether a request goes to the other group. `came`: the mark of the group that its client had;
        `stays`: it has one of the group's own."""
        if self.share in (0.0, 100.0):
            return self.share == 100.0
        if came == self._mark or stays:
            return came == self._mark
        return _RANDOM.random() * 100 < self.share

    async def run(self) -> None:
        """All steps; the last one is watched as long as the others."""
        await self._watch()
        while self.share < 100 and self.state == "shifting":
            self.share = min(100.0, self.share + self.plan.by)
            await self._watch()
        if self.state == "shifting":
            self.state = "done"

    def take_back(self, state: State, reason: str) -> None:
        """Everything to where it was, at once."""
        self.share, self.state, self.reason = 0.0, state, reason

    async def _watch(self) -> None:
        """One step. Its end judges by whatever there was."""
        loop = asyncio.get_running_loop()
        self._from = (self._target.requests, self._target.failures)
        end = loop.time() + self.plan.every
        while self.state == "shifting" and (left := end - loop.time()) > 0:
            await asyncio.sleep(min(LOOK, left))
            self._judge(JUDGED)
        self._judge(1)

    def _judge(self, least: int) -> None:
        requests = self._target.requests - self._from[0]
        failures = self._target.failures - self._from[1]
        if self.state == "shifting" and requests >= least and failures * 100 > self.plan.most * requests:
            self.take_back("rolled back", f"{failures} of {requests} answers at {self.share:g} % were 5xx")


class Shifts:
    """One for a group at a time. They live in this process: a restart goes by the rules file again."""

    def __init__(self) -> None:
        self._of: dict[str, Shift] = {}
        self._running: set[asyncio.Task[None]] = set()

    def get(self, group: str) -> Shift | None:
        return self._of.get(group)

    def begin(self, plan: Plan, target: Group) -> Shift:
        """Ends the one before, if there is one."""
        if before := self._of.get(plan.group):
            before.take_back("taken back", "another one began")
        shift = self._of[plan.group] = Shift(plan, target)
        task = asyncio.create_task(shift.run())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return shift

    def close(self) -> None:
        for task in self._running:
            task.cancel()
