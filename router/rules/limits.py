"""What an Application Load Balancer takes: a rules file that fits can be moved there as it is.

The figures are those of its quotas and of its rules' documentation (November 2026).
"""

import re
from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_network

from router.rules.actions import Action, FixedResponse, Forward, Redirect
from router.rules.conditions import (
    Condition,
    HostHeader,
    HttpHeader,
    HttpRequestMethod,
    PathPattern,
    QueryString,
    SourceIp,
)
from router.rules.rule import Rule
from router.rules.wildcard import count

RULES = 100
VALUES_IN_A_RULE = 5
VALUES_IN_A_CONDITION = 3
WILDCARDS_IN_A_RULE = 6
GROUPS_IN_AN_ACTION = 5
LENGTH = 128  # characters of a value
HEADER_NAME_LENGTH = 40
METHOD_LENGTH = 40
BODY_LENGTH = 1024

_PATH = re.compile(r"/[A-Za-z0-9_.$/~\"'@:+&*?-]*|\*[A-Za-z0-9_.$/~\"'@:+&*?-]*")
_HOST = re.compile(r"[A-Za-z0-9.*?-]*\.[A-Za-z*?]+")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_METHOD = re.compile(r"[A-Z_-]+")
_CONTENT_TYPES = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")

Complaint = tuple[str, str]


def complaints(rules: tuple[Rule, ...]) -> Iterator[tuple[int, str, str]]:
    """The number of a rule, what is wrong with it, and the way out."""
    if len(rules) > RULES:
        yield RULES, f"is one more than the {RULES} rules a load balancer takes.", "Put some together."
    taken = Counter(rule.priority for rule in rules)
    for number, rule in enumerate(rules):
        if taken[rule.priority] > 1:
            yield number, f"shares its priority {rule.priority} with another.", "Give each rule its own."
        for message, fix in (*_of_conditions(rule.conditions), *_of_action(rule.action)):
            yield number, message, fix


def _of_conditions(conditions: tuple[Condition, ...]) -> Iterator[Complaint]:
    if not conditions:
        yield "has no condition.", "Add one such as path_pattern, or make it the default."
    values = [value for condition in conditions for value in condition.values]
    if len(values) > VALUES_IN_A_RULE:
        yield f"compares {len(values)} values.", f"Use at most {VALUES_IN_A_RULE}; make two rules of it."
    wildcards = sum(map(count, values))
    if wildcards > WILDCARDS_IN_A_RULE:
        yield f"has {wildcards} wildcards.", f"Use at most {WILDCARDS_IN_A_RULE}."
    for condition in conditions:
        if len(condition.values) > VALUES_IN_A_CONDITION:
            yield (
                f"compares {len(condition.values)} values in {condition.field}.",
                f"Use at most {VALUES_IN_A_CONDITION} in one condition.",
            )
        yield from _of_condition(condition)


def _of_condition(condition: Condition) -> Iterator[Complaint]:
    for value in condition.values:
        if not value or len(value) > LENGTH:
            yield f"has a {condition.field} of {len(value)} characters.", f"Use 1 to {LENGTH}."
    match condition:
        case PathPattern():
            yield from _shaped(
                condition, _PATH, "Begin with a slash; use letters, digits, _-.$/~\"'@:+& * ?."
            )
        case HostHeader():
            yield from _shaped(condition, _HOST, "Give a name with a dot such as forms.example.com.")
        case HttpRequestMethod():
            yield from _shaped(condition, _METHOD, "Write methods in capitals, without wildcards.")
            yield from _too_long(condition.values, METHOD_LENGTH)
        case HttpHeader():
            yield from _of_header(condition)
        case SourceIp():
            yield from _of_source(condition)
        case QueryString():
            pass


def _shaped(condition: Condition, shape: re.Pattern[str], fix: str) -> Iterator[Complaint]:
    for value in condition.values:
        if not shape.fullmatch(value):
            yield f"has the {condition.field} '{value}'.", fix


def _too_long(values: tuple[str, ...], most: int) -> Iterator[Complaint]:
    for value in values:
        if len(value) > most:
            yield f"has a value of {len(value)} characters.", f"Use at most {most}."


def _of_header(condition: HttpHeader) -> Iterator[Complaint]:
    if condition.name.lower() == "host":
        yield "looks at Host as an http_header.", "Use host_header."
    if len(condition.name) > HEADER_NAME_LENGTH or not _HEADER_NAME.fullmatch(condition.name):
        yield (
            f"looks at the header '{condition.name}'.",
            f"Give a header's name of at most {HEADER_NAME_LENGTH} characters.",
        )


def _of_source(condition: SourceIp) -> Iterator[Complaint]:
    for value in condition.values:
        try:
            ip_network(value)
        except ValueError as error:
            yield f"has the source_ip '{value}': {error}.", "Give a block such as 192.0.2.0/24."


def _of_action(action: Action) -> Iterator[Complaint]:
    match action:
        case Forward():
            if len(action.groups) > GROUPS_IN_AN_ACTION:
                yield f"forwards to {len(action.groups)} groups.", f"Use at most {GROUPS_IN_AN_ACTION}."
            if not any(each.weight for each in action.groups):
                yield "forwards to groups that all have weight 0.", "Give one of them a weight."
        case Redirect():
            if action == Redirect(status=action.status):
                yield "redirects to where the request came from.", "Change the host, path, port or query."
            if not action.path.startswith("/"):
                yield f"redirects to the path '{action.path}'.", "Begin it with a slash."
        case FixedResponse():
            yield from _of_response(action)


def _of_response(action: FixedResponse) -> Iterator[Complaint]:
    if action.status // 100 == 3:
        yield f"answers {action.status}.", "Use 2xx, 4xx or 5xx; for a redirect use redirect."
    if action.content_type not in _CONTENT_TYPES:
        yield f"answers with {action.content_type}.", f"Use one of {', '.join(_CONTENT_TYPES)}."
    if len(action.body) > BODY_LENGTH:
        yield f"answers with {len(action.body)} characters.", f"Use at most {BODY_LENGTH}."
