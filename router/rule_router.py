"""The role `router`: the rules choose a target, which is one of our own tables or somewhere else."""

from collections.abc import Mapping, Sequence
from random import SystemRandom
from typing import Protocol

from starlette.types import Scope

from router.rule_actions import answering, redirecting
from router.rules.actions import Action, FixedResponse, Forward, Redirect
from router.rules.compiled import CompiledRules
from router.rules.declaration import SHIPPED, read_rules
from router.rules.rule import Rules
from router.settings import EdgeSettings
from router.table import Handler, Route, Table, route
from router.urls import GROUPS, own_urls, role_urls

_RANDOM = SystemRandom()

Found = tuple[Route, Mapping[str, str]]


class Finder(Protocol):
    """Who answers a request, and the parameters of its path. Raises NotFound or MethodNotAllowed."""

    def find(self, scope: Scope) -> Found: ...


class InProcess:
    """One of our own tables, whatever the request."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, scope: Scope) -> Found:
        return self._table.find(scope["method"], scope["path"])


class Always:
    """One handler, whatever the request."""

    def __init__(self, handler: Handler) -> None:
        self._found: Found = (route("ANY /{rest:rest}", handler), {})

    def find(self, _scope: Scope) -> Found:
        return self._found


class Weighted:
    """One of several groups, by their weights."""

    def __init__(self, shares: Sequence[tuple[Finder, int]]) -> None:
        self._finders = [finder for finder, _ in shares]
        self._weights = [weight for _, weight in shares]

    def find(self, scope: Scope) -> Found:
        return _RANDOM.choices(self._finders, self._weights)[0].find(scope)


class RuleRouter:
    """What is the router's own comes first, then the rules in their order."""

    def __init__(self, own: Table, rules: Rules, groups: Mapping[str, Finder]) -> None:
        self._own = own
        self._rules = CompiledRules(rules)
        self._finders = [_finder(rule.action, groups) for rule in rules.rules]

    def find(self, scope: Scope) -> Found:
        if scope["path"][1:].partition("/")[0] in self._own.heads:
            return self._own.find(scope["method"], scope["path"])
        return self._finders[self._rules.place(scope)].find(scope)


def finder_for(settings: EdgeSettings) -> Finder:
    """Who answers in this process: by rules as the router, by its own table otherwise."""
    if settings.role != "router":
        return InProcess(role_urls(settings, settings.role))
    groups: dict[str, Finder] = {role: InProcess(role_urls(settings, role)) for role in GROUPS}
    return RuleRouter(own_urls(settings), read_rules(settings.rules or SHIPPED), groups)


def _finder(action: Action, groups: Mapping[str, Finder]) -> Finder:
    match action:
        case Forward((only,)):
            return groups[only.group]
        case Forward():
            return Weighted([(groups[each.group], each.weight) for each in action.groups])
        case Redirect():
            return Always(redirecting(action))
        case FixedResponse():
            return Always(answering(action))
