"""Why a request goes where it goes, in words."""

from collections.abc import Iterator

from router.rules.actions import Redirect
from router.rules.request import RuleRequest
from router.rules.rule import Rule, Rules


def explained(rules: Rules, request: RuleRequest) -> Iterator[str]:
    """A line for each rule up to the one that wins, and what that one does."""
    for passed in rules.passed(request):
        condition = passed.condition
        yield (
            f"{title(passed.rule)}: no, {condition.field} {' or '.join(condition.values)} "
            f"does not match {condition.seen(request)}"
        )
    winner = rules.winner(request)
    told = [f"{each.field} {' or '.join(each.values)}" for each in winner.conditions]
    yield f"{title(winner)}: yes" + (f", {' and '.join(told)}" if told else ", nothing before it matched")
    yield f"-> {_does(winner, request)}"


def title(rule: Rule) -> str:
    return "default" if rule.priority is None else f"{rule.priority:>5} {rule.name}"


def _does(rule: Rule, request: RuleRequest) -> str:
    if isinstance(rule.action, Redirect):
        return f"redirect {rule.action.status} to {rule.action.location(request)}"
    return str(rule.action)
