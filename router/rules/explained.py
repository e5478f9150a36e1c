"""Why a request goes where it goes, in words."""

from collections.abc import Iterator

from router.rules.actions import Forward, Redirect
from router.rules.request import RuleRequest
from router.rules.rule import Rule, Rules

ROLES = ("production", "preview", "api")  # the groups that every router has

_SIGNED_IN = {
    "authenticate": "a person who is not signed in signs in first",
    "deny": "whoever is not signed in is refused",
    "allow": "whoever is signed in is named to the target",
}


def explained(rules: Rules, request: RuleRequest) -> Iterator[str]:
    """A line for each rule up to the one that wins, and what that one does."""
    for passed in rules.passed(request):
        condition = passed.condition
        yield (
            f"{title(passed.rule)}: no, {condition.field} {' or '.join(condition.values)} "
            f"does not match {condition.seen(request)}"
        )
    winner = rules.winner(request)
    told = conditions(winner) if winner.conditions else "nothing before it matched"
    yield f"{title(winner)}: yes, {told}"
    if winner.authenticate:
        yield f"-> {_SIGNED_IN[winner.authenticate]}"
    yield f"-> {_does(winner, request)}"
    if isinstance(winner.action, Forward):
        for share in winner.action.groups:
            if targets := _targets(rules, share.group):
                yield f"   {share.group}: {targets}"


def title(rule: Rule) -> str:
    return "default" if rule.priority is None else f"{rule.priority:>5} {rule.name}"


def conditions(rule: Rule) -> str:
    """What a request must be like."""
    told = [f"{each.field} {' or '.join(each.values)}" for each in rule.conditions]
    return " and ".join(told) or "everything else"


def _targets(rules: Rules, name: str) -> str:
    """Which target answers, as far as the file says; nothing for a group that it does not declare."""
    if name not in rules.groups:
        return "this router itself" if name in ROLES and rules.groups else ""
    targets = rules.groups[name].targets
    return ", ".join(each.url if each.weight == 1 else f"{each.url} ({each.weight})" for each in targets)


def _does(rule: Rule, request: RuleRequest) -> str:
    if isinstance(rule.action, Redirect):
        return f"redirect {rule.action.status} to {rule.action.location(request)}"
    return str(rule.action)
