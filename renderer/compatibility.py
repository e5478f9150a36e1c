"""What a new schema changes for those who already answer by the old one, in plain words."""

from collections.abc import Iterator, Mapping
from typing import Any

from renderer.facts import CLOSING, HIGHEST, LOWEST, Facts, Place, Rule, facts
from renderer.position import to_pointer
from typed.record import dataclass

_OPEN = Facts()


@dataclass(frozen=True, order=True)
class Finding:
    """`pointer` is a JSON pointer with `*` for the items of a list. `change` names the kind for programs.

    `breaking`: what was accepted may now be refused, or what others read is no longer there.
    """

    pointer: str
    change: str
    message: str
    breaking: bool


def compare(
    live: Mapping[str, Any], candidate: Mapping[str, Any], is_read: bool = True
) -> tuple[Finding, ...]:
    """Every difference of two schema documents that matters; none between a schema and itself.

    `is_read`: others read the values (of a response, not of a context), so a place that goes is missed.
    """
    before, after = facts(live), facts(candidate)
    found: list[Finding] = []
    for place in before.keys() | after.keys():
        found += _at(place, before, after, is_read)
    return tuple(sorted(found))


def _at(
    place: Place, before: Mapping[Place, Facts], after: Mapping[Place, Facts], is_read: bool
) -> Iterator[Finding]:
    pointer = to_pointer(place)
    old, new = before.get(place), after.get(place)
    if old is None and new is not None:
        if place[:-1] in before:
            yield _added(pointer, new)
    elif new is None and old is not None:
        if place[:-1] in after:
            closed = after[place[:-1]].is_closed
            yield Finding(pointer, "removed", "is gone.", is_read or closed)
    elif old is not None and new is not None:
        yield from _necessity(pointer, old, new)
        for rule in sorted(old.rules.keys() | new.rules.keys()):
            yield from _rule(pointer, rule, old.rules.get(rule), new.rules.get(rule))


def _added(pointer: str, new: Facts) -> Finding:
    if new.required is None:
        return Finding(pointer, "added", "is new and may be left out.", False)
    when = "must be given" if new.required else "must be given under a condition"
    return Finding(pointer, "added-required", f"is new and {when}.", True)


def _necessity(pointer: str, old: Facts, new: Facts) -> Iterator[Finding]:
    ranks = {None: 0, False: 1, True: 2}
    if ranks[new.required] > ranks[old.required]:
        always = "must now always be given." if new.required else "must now be given under a condition."
        yield Finding(pointer, "required", always, True)
    elif ranks[new.required] < ranks[old.required]:
        yield Finding(pointer, "optional", "may now be left out.", False)


def _rule(pointer: str, rule: Rule, old: Any, new: Any) -> Iterator[Finding]:
    """The findings of one rule; None stands for a rule that is not there."""
    if old == new:
        return
    keyword, sure = rule
    where = "" if sure else " (under a condition)"
    if keyword in ("type", "enum"):
        yield from _choices(pointer, keyword, old, new, where)
    elif new is None:
        yield Finding(pointer, "loosened", f"'{keyword}' no longer limits it{where}.", False)
    elif keyword in LOWEST or keyword in HIGHEST:
        narrower = old is None or (new > old if keyword in LOWEST else new < old)
        was = "" if old is None else f", was {old}"
        change = "narrowed" if narrower else "loosened"
        yield Finding(pointer, change, f"'{keyword}' is {new}{was}{where}.", narrower)
    elif keyword in CLOSING and new is True:
        yield Finding(pointer, "loosened", f"other properties are allowed now{where}.", False)
    elif keyword in CLOSING and new is False:
        yield Finding(pointer, "narrowed", f"other properties are refused now{where}.", True)
    else:
        what = "is new" if old is None else "has changed"
        yield Finding(pointer, "rule", f"the rule '{keyword}' {what}{where}.", True)


def _choices(
    pointer: str, keyword: str, old: frozenset[str] | None, new: frozenset[str] | None, where: str
) -> Iterator[Finding]:
    kind = "type" if keyword == "type" else "choices"
    if old is None:
        listed = _listed(new or ())
        yield Finding(pointer, f"{kind}-narrowed", f"only takes {listed} now{where}.", True)
    elif new is None:
        yield Finding(pointer, f"{kind}-widened", f"is no longer limited to {_listed(old)}{where}.", False)
    else:
        if old - new:
            yield Finding(pointer, f"{kind}-narrowed", f"no longer takes {_listed(old - new)}{where}.", True)
        if new - old:
            yield Finding(pointer, f"{kind}-widened", f"also takes {_listed(new - old)} now{where}.", False)


def _listed(words: frozenset[str] | tuple[()]) -> str:
    return ", ".join(sorted(words)) or "nothing"
