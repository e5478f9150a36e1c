"""Which target gets a request: the one it stays with, or any usable one by its weight."""

from collections.abc import Collection, Sequence
from random import SystemRandom

from router.targets.member import Member

_RANDOM = SystemRandom()


def usable(members: Collection[Member]) -> list[Member]:
    """Those that may get something new. When none is well, all are: an answer may still come (fail open)."""
    declared = [each for each in members if each.draining_until is None and each.weight]
    return declared if len(declared) == 1 else [each for each in declared if each.health.is_well] or declared


def chosen(members: Sequence[Member], avoid: Collection[Member], stay: Member | None) -> Member | None:
    """Of usable ones; None when all of them are full. `avoid` is only chosen where there is no other."""
    if len(members) == 1:
        return members[0] if members[0].has_place else None
    free = [each for each in members if each.has_place]
    if stay in free and stay not in avoid:
        return stay
    if avoid:
        free = [each for each in free if each not in avoid] or free
    if len(free) < 2:
        return free[0] if free else None
    return _RANDOM.choices(free, [each.share for each in free])[0]
