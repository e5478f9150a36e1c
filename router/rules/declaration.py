"""A rules file as it is written: TOML, checked whole, each fault with its line."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal

from renderer.declared import declared
from renderer.documents import Documents
from renderer.faults import Fault
from router.rules.actions import Action, Authenticate, FixedResponse, Forward, Redirect, Weighted
from router.rules.conditions import (
    Condition,
    HostHeader,
    HttpHeader,
    HttpRequestMethod,
    PathPattern,
    QueryString,
    SourceIp,
)
from router.rules.declared_group import DeclaredGroup, DeclaredTimeouts
from router.rules.limits import complaints
from router.rules.rule import Rule, Rules
from typed.model import Model
from typed.notes import Length, Limits, Shape

SHIPPED = Path(__file__).parent / "default.toml"

Texts = Annotated[tuple[str, ...], Length(least=1)]
GroupName = Annotated[str, Shape(r"[a-z0-9][a-z0-9-]{0,31}", '"production"')]


class DeclaredHeader(Model):
    name: str
    values: Texts


class DeclaredParameter(Model):
    key: str | None = None
    value: str


Parameters = Annotated[tuple[DeclaredParameter, ...], Length(least=1)]


class DeclaredShare(Model):
    group: GroupName
    weight: Annotated[int, Limits(ge=0, le=999)] = 1


class DeclaredForward(Model):
    groups: Annotated[tuple[DeclaredShare, ...], Length(least=1)]
    sticky_seconds: Annotated[int, Limits(ge=0, le=604_800)] = 0
    timeouts: DeclaredTimeouts = DeclaredTimeouts()


class DeclaredRedirect(Model):
    status: Literal[301, 302] = 302
    protocol: Literal["http", "https", "#{protocol}"] = "#{protocol}"
    host: str = "#{host}"
    port: str = "#{port}"
    path: str = "/#{path}"
    query: str = "#{query}"


class DeclaredResponse(Model):
    status: Annotated[int, Limits(ge=200, le=599)]
    content_type: str = "text/plain"
    body: str = ""


class DeclaredActions(Model):
    """Exactly one of the three. `forward` with a name alone is all of it to that group. `authenticate`: what
    becomes of a person who is not signed in, before any of them."""

    forward: GroupName | DeclaredForward | None = None
    redirect: DeclaredRedirect | None = None
    fixed_response: DeclaredResponse | None = None
    authenticate: Authenticate | None = None


class DeclaredRule(DeclaredActions):
    """Every condition must hold; of a list of values any. Headers and lists of parameters are a condition
    each."""

    name: str = ""
    priority: Annotated[int, Limits(ge=1, le=50_000)]
    path_pattern: Texts | None = None
    host_header: Texts | None = None
    http_header: tuple[DeclaredHeader, ...] = ()
    http_request_method: Texts | None = None
    query_string: tuple[Parameters, ...] = ()
    source_ip: Texts | None = None


class DeclaredRules(Model):
    group: dict[GroupName, DeclaredGroup] = {}
    rule: tuple[DeclaredRule, ...] = ()
    default: DeclaredActions


class RulesFaults(Exception):
    """A rules file cannot be used. Carries everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def read_rules(file: Path) -> Rules:
    """The rules of a file. Raises RulesFaults, with all of them; OSError when it cannot be read."""
    return parse_rules(file.name, file.read_bytes())


def check_rules(file: Path, known: Collection[str]) -> None:
    """Raises ValueError with everything that is wrong with a file. `known`: the groups that there are."""
    try:
        rules = read_rules(file)
    except RulesFaults as faults:
        raise ValueError(f"must be without faults:\n{faults}") from None
    except OSError as error:
        raise ValueError(f"must be a rules file that can be read: {error.strerror}") from None
    there = {*known, *rules.groups}
    if unknown := rules.forwards_to - there:
        missing = ", ".join(sorted(unknown))
        raise ValueError(f"forwards to {missing}: there are {', '.join(sorted(there))}; declare [group.NAME]")


def parse_rules(name: str, content: bytes) -> Rules:
    documents = Documents({name: content})
    tables = documents.toml(name)
    told = None if tables is None else declared(DeclaredRules, documents, name, tables)
    if told is None:
        raise RulesFaults(documents.faults)
    found = tuple(_rule(each) for each in told.rule)
    _check(documents, name, told, found)
    if documents.faults:
        raise RulesFaults(documents.faults)
    groups = {name: each.config(name) for name, each in told.group.items()}
    default = _action(told.default) or FixedResponse(503)
    return Rules(found, default, told.default.authenticate, groups)


def _check(documents: Documents, name: str, told: DeclaredRules, rules: tuple[Rule, ...]) -> None:
    for number, each in enumerate(told.rule):
        _check_actions(documents, name, ("rule", number), each)
    _check_actions(documents, name, ("default",), told.default)
    for number, message, fix in complaints(rules):
        documents.fault_at(name, ("rule", number), message, fix)


def _check_actions(
    documents: Documents, name: str, path: tuple[str | int, ...], told: DeclaredActions
) -> None:
    chosen = [told.forward, told.redirect, told.fixed_response]
    if sum(each is not None for each in chosen) != 1:
        documents.fault_at(
            name, path, "does not say what to do.", "Give one of forward, redirect and fixed_response."
        )


def _rule(told: DeclaredRule) -> Rule:
    name = told.name or f"rule {told.priority}"
    action = _action(told) or FixedResponse(503)
    return Rule(name, told.priority, tuple(_conditions(told)), action, told.authenticate)


def _conditions(told: DeclaredRule) -> list[Condition]:
    found: list[Condition] = []
    if told.host_header:
        found.append(HostHeader(told.host_header))
    if told.path_pattern:
        found.append(PathPattern(told.path_pattern))
    if told.http_request_method:
        found.append(HttpRequestMethod(told.http_request_method))
    found += [HttpHeader(each.name, each.values) for each in told.http_header]
    found += [QueryString(tuple((one.key, one.value) for one in each)) for each in told.query_string]
    if told.source_ip:
        found.append(SourceIp(told.source_ip))
    return found


def _action(told: DeclaredActions) -> Action | None:
    if isinstance(told.forward, str):
        return Forward((Weighted(told.forward),))
    if told.forward:
        shares = tuple(Weighted(each.group, each.weight) for each in told.forward.groups)
        return Forward(shares, told.forward.sticky_seconds, told.forward.timeouts.timeouts())
    if told.redirect:
        return Redirect(**told.redirect.model_dump())
    if told.fixed_response:
        return FixedResponse(**told.fixed_response.model_dump())
    return None
