"""The role `router`: the rules choose a target, which is one of our own tables or somewhere else."""

from collections.abc import Mapping

from starlette.types import Scope

from router.finding import Always, Finder, Found, InProcess
from router.own_rules import rules_of
from router.proxy import to_group
from router.rule_actions import answering, redirecting
from router.rule_forward import ForwardTo
from router.rule_sign_in import SignedIn
from router.rules.actions import FixedResponse, Forward, Redirect
from router.rules.compiled import CompiledRules
from router.rules.rule import Rule, Rules
from router.settings import EdgeSettings
from router.table import Table
from router.urls import GROUPS, own_urls, role_urls


class RuleRouter:
    """What is the router's own comes first, then the rules in their order."""

    def __init__(self, own: Table, rules: Rules, here: Mapping[str, Finder]) -> None:
        self._own = own
        self._rules = CompiledRules(rules)
        self._finders = [_finder(rule, rules, here) for rule in rules.rules]

    def find(self, scope: Scope) -> Found:
        if scope["path"][1:].partition("/")[0] in self._own.heads:
            return self._own.find(scope["method"], scope["path"])
        return self._finders[self._rules.place(scope)].find(scope)


def by_rules(settings: EdgeSettings) -> Finder:
    """Who answers in a router."""
    here: dict[str, Finder] = {role: InProcess(role_urls(settings, role)) for role in GROUPS}
    return RuleRouter(own_urls(settings), rules_of(settings), here)


def _finder(rule: Rule, rules: Rules, here: Mapping[str, Finder]) -> Finder:
    finder = _acting(rule, rules, here)
    return SignedIn(finder, rule.authenticate) if rule.authenticate else finder


def _acting(rule: Rule, rules: Rules, here: Mapping[str, Finder]) -> Finder:
    match rule.action:
        case Forward() as action:
            there = {name: Always(to_group(name, action.timeouts)) for name in rules.groups}
            return ForwardTo(action, {**here, **there})
        case Redirect() as action:
            return Always(redirecting(action))
        case FixedResponse() as action:
            return Always(answering(action))
