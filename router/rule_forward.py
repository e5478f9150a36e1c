"""Forwarding by a rule: one of its groups, by their weights, or the one a client stays with."""

from collections.abc import Mapping
from random import SystemRandom

from starlette.types import Scope

from router.finding import Finder, Found
from router.rules.actions import Forward
from router.targets.shifts import Shifts
from router.targets.sticky import mark, marked, set_cookie

_RANDOM = SystemRandom()
STAY = "interfaces_group"


class ForwardTo:
    """`groups`: who answers for each; also those that traffic may be shifted to."""

    def __init__(self, action: Forward, groups: Mapping[str, Finder]) -> None:
        self._finders = groups
        self._names = [each.group for each in action.groups]
        self._weights = [each.weight for each in action.groups]
        self._only = self._names[0] if len(self._names) == 1 else ""
        self._seconds = action.sticky_seconds
        self._marks = {mark(each.group): each.group for each in action.groups if each.weight}

    def find(self, scope: Scope) -> Found:
        shifts: Shifts = scope["state"]["resources"].groups.shifts
        came = marked(scope["headers"], STAY) if self._seconds else ""
        name = self._only or self._marks.get(came) or _RANDOM.choices(self._names, self._weights)[0]
        if (shift := shifts.get(name)) and shift.moves(came, came in self._marks):
            name = shift.plan.to
        if self._seconds and came != mark(name):
            scope["cookies"] = [set_cookie(STAY, mark(name), self._seconds)]
        return self._finders[name].find(scope)
