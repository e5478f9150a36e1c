"""Moving a group's traffic to another group, step by step, watched, and taken back when it goes wrong."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from random import SystemRandom
from typing import Literal

from router.targets.group import Group
from router.targets.sticky import mark
from typed.record import dataclass

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


@dataclass(frozen=True)
class Standing:
    """How far one is. `share`: percent of the group's requests that go to the other one now. `number` is no
    other shift's."""

    number: str
    plan: Plan
    share: float
    state: State = "shifting"
    reason: str = ""


class Shift:
    """`changed` is called after each change that was made here."""

    def __init__(self, standing: Standing, target: Group, changed: Callable[["Shift"], None]) -> None:
        self.standing = standing
        self.plan = standing.plan
        self._changed = changed
        self._target = target
        self._mark = mark(self.plan.to)
        self._begin_step()

    @property
    def goes_on(self) -> bool:
        return self.standing.state == "shifting"

    def moves(self, came: str, stays: bool) -> bool:
        """Whether a request goes to the other group. `came`: the mark of the group that its client had;
        `stays`: it has one of the group's own."""
        share = self.standing.share
        if share in (0.0, 100.0):
            return share == 100.0
        if came == self._mark or stays:
            return came == self._mark
        return _RANDOM.random() * 100 < share

    async def run(self) -> None:
        """All steps from here on; the last one is watched as long as the others."""
        await self._watch()
        while self.standing.share < 100 and self.goes_on:
            self._change(share=min(100.0, self.standing.share + self.plan.by))
            await self._watch()
        if self.goes_on:
            self._change(state="done")

    def follow(self, standing: Standing) -> None:
        """What another process says of it."""
        if standing.share != self.standing.share:
            self._begin_step()
        self.standing = standing

    def take_back(self, state: State, reason: str) -> None:
        """Everything to where it was, at once."""
        self._change(share=0.0, state=state, reason=reason)

    def judge(self, least: int = JUDGED) -> None:
        """Ends it when too many of this step's answers failed; `least` are needed to tell."""
        requests = self._target.requests - self._from[0]
        failures = self._target.failures - self._from[1]
        if self.goes_on and requests >= least and failures * 100 > self.plan.most * requests:
            share = self.standing.share
            self.take_back("rolled back", f"{failures} of {requests} answers at {share:g} % were 5xx")

    async def _watch(self) -> None:
        """One step. Its end judges by whatever there was."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self.plan.every
        while self.goes_on and (left := end - loop.time()) > 0:
            await asyncio.sleep(min(LOOK, left))
            self.judge()
        self.judge(1)

    def _begin_step(self) -> None:
        self._from = (self._target.requests, self._target.failures)

    def _change(self, **changed: object) -> None:
        self.standing = replace(self.standing, **changed)  # type: ignore[arg-type]
        self._begin_step()
        self._changed(self)
