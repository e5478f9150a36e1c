"""Rules in their order, and the one that wins."""

from collections.abc import Iterator, Mapping

from router.rules.actions import Action, Authenticate, Forward
from router.rules.conditions import Condition
from router.rules.request import RuleRequest
from router.targets.config import GroupConfig
from typed.record import dataclass


@dataclass(frozen=True)
class Rule:
    """`priority` None is the default rule: it has no conditions and comes last."""

    name: str
    priority: int | None
    conditions: tuple[Condition, ...]
    action: Action
    authenticate: Authenticate | None = None

    def unmet(self, request: RuleRequest) -> Condition | None:
        """The first condition that does not hold; None when the rule matches."""
        return next((each for each in self.conditions if not each.matches(request)), None)


@dataclass(frozen=True)
class Passed:
    """A rule that did not win, and the condition that decided it."""

    rule: Rule
    condition: Condition


class Rules:
    """Rules from the lowest priority to the highest, and the default at their end; `groups` as declared."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        default: Action,
        authenticate: Authenticate | None = None,
        groups: Mapping[str, GroupConfig] | None = None,
    ) -> None:
        ordered = sorted(rules, key=lambda rule: rule.priority or 0)
        self.rules = (*ordered, Rule("default", None, (), default, authenticate))
        self.groups = groups or {}

    @property
    def forwards_to(self) -> set[str]:
        """The names of the target groups that any rule forwards to."""
        actions = [rule.action for rule in self.rules if isinstance(rule.action, Forward)]
        return {each.group for action in actions for each in action.groups}

    def winner(self, request: RuleRequest) -> Rule:
        return next(rule for rule in self.rules if rule.unmet(request) is None)

    def passed(self, request: RuleRequest) -> Iterator[Passed]:
        """The rules before the winner, each with the reason."""
        for rule in self.rules:
            condition = rule.unmet(request)
            if condition is None:
                return
            yield Passed(rule, condition)
