"""Rules as the text of a rules file."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from router.rules.actions import Action, FixedResponse, Forward, Redirect
from router.rules.conditions import HttpHeader, QueryString
from router.rules.rule import Rule, Rules
from router.targets.config import Timeouts


def written(rules: Rules) -> str:
    """TOML that `parse_rules` reads as the same rules."""
    return "\n\n".join("\n".join(_rule(rule)) for rule in rules.rules) + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    if rule.priority is None:
        yield "[default]"
    else:
        yield "[[rule]]"
        yield f"name = {_text(rule.name)}"
        yield f"priority = {rule.priority}"
    for condition in rule.conditions:
        if not isinstance(condition, HttpHeader | QueryString):
            yield f"{condition.field.replace('-', '_')} = {_list(condition.values)}"
    yield from _several(
        "http_header", [_header(one) for one in rule.conditions if isinstance(one, HttpHeader)]
    )
    yield from _several(
        "query_string", [_query(one) for one in rule.conditions if isinstance(one, QueryString)]
    )
    if rule.authenticate:
        yield f"authenticate = {_text(rule.authenticate)}"
    yield _action(rule.action)


def _several(field: str, conditions: list[str]) -> Iterator[str]:
    if conditions:
        yield f"{field} = [{', '.join(conditions)}]"


def _header(condition: HttpHeader) -> str:
    return f"{{ name = {_text(condition.name)}, values = {_list(condition.values)} }}"


def _query(condition: QueryString) -> str:
    told = (
        f"{{ value = {_text(value)} }}"
        if key is None
        else f"{{ key = {_text(key)}, value = {_text(value)} }}"
        for key, value in condition.pairs
    )
    return f"[{', '.join(told)}]"


def _action(action: Action) -> str:
    match action:
        case Forward((only,), 0, timeouts) if only.weight and timeouts == Timeouts():
            return f"forward = {_text(only.group)}"
        case Forward():
            groups = ", ".join(
                f"{{ group = {_text(each.group)}, weight = {each.weight} }}" for each in action.groups
            )
            sticky = f", sticky_seconds = {action.sticky_seconds}" if action.sticky_seconds else ""
            return f"forward = {{ groups = [{groups}]{sticky}{_timeouts(action.timeouts)} }}"
        case Redirect():
            parts = ("protocol", "host", "port", "path", "query")
            told = "".join(f", {name} = {_text(getattr(action, name))}" for name in parts)
            return f"redirect = {{ status = {action.status}{told} }}"
        case FixedResponse():
            return (
                f"fixed_response = {{ status = {action.status}, content_type = {_text(action.content_type)}, "
                f"body = {_text(action.body)} }}"
            )


def _timeouts(timeouts: Timeouts) -> str:
    if timeouts == Timeouts():
        return ""
    told = ", ".join(f"{name} = {seconds}" for name, seconds in asdict(timeouts).items())
    return f", timeouts = {{ {told} }}"


def _list(values: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
