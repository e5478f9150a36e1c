"""Rules made ready at start: what looks only at the path costs one comparison, without reading any header."""

import re

from starlette.types import Scope

from router.rules.conditions import Condition, PathPattern
from router.rules.request import RuleRequest
from router.rules.rule import Rule, Rules
from router.rules.wildcard import compiled
from typed.record import dataclass


@dataclass(frozen=True, slots=True)
class _Row:
    paths: tuple[re.Pattern[str], ...]  # one for each path condition: all of them must fit
    others: tuple[Condition, ...]


class CompiledRules:
    """Finds the same rule as `Rules.winner`, by a request's scope."""

    def __init__(self, rules: Rules) -> None:
        self._rows = [_row(rule) for rule in rules.rules]

    def place(self, scope: Scope) -> int:
        """Where the winner stands in `Rules.rules`."""
        path = scope["raw_path"].decode("latin-1")
        request: RuleRequest | None = None
        for place, row in enumerate(self._rows):
            for pattern in row.paths:
                if not pattern.fullmatch(path):
                    break
            else:
                if row.others and request is None:
                    request = RuleRequest.of_scope(scope)
                if request is None or all(condition.matches(request) for condition in row.others):
                    return place
        raise AssertionError("the default rule always matches")


def _row(rule: Rule) -> _Row:
    paths = [each for each in rule.conditions if isinstance(each, PathPattern)]
    others = tuple(each for each in rule.conditions if not isinstance(each, PathPattern))
    return _Row(tuple(_any(each.values) for each in paths), others)


def _any(values: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern that fits when any of the values does."""
    patterns = [compiled(value, ignore_case=False).pattern for value in values]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.DOTALL)
