"""How this edge is, for people with the role `manage`: for `interfaces status`, and for scripts."""

from collections.abc import Container
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import orjson
from starlette.types import ASGIApp

from router.caller import caller_of
from router.errors import NotFound
from router.reply import NO_STORE, reply
from router.request import EdgeRequest
from router.resources import Resources
from router.targets.address import address_of
from router.targets.snapshot import GroupSnapshot, TargetSnapshot

if TYPE_CHECKING:
    from router.previews import Previews
    from router.rules.rule import Rule, Rules


async def show(request: EdgeRequest) -> ASGIApp:
    """JSON: role, faults, rules, target groups, what is loaded. Raises NotFound for everybody else."""
    edge = request.resources
    caller = await caller_of(request)
    if "manage" not in edge.settings.roles.of(caller.principal):
        raise NotFound
    faults = await edge.readiness.faults()
    told = {
        "role": edge.settings.role,
        "ready": not faults,
        "faults": dict(faults),
        "rules": _rules(edge.rules),
        "groups": [{**asdict(group), "healthy": group.healthy} for group in groups(edge, faults)],
        "releases": edge.optional_releases.loaded if edge.optional_releases else 0,
        "previews": _previews(edge.optional_previews),
    }
    return reply(200, b"application/json", orjson.dumps(told) + b"\n", [NO_STORE])


def groups(edge: Resources, faults: Container[str]) -> list[GroupSnapshot]:
    """Every group that requests may go to. The API's own word counts more than that it answers."""
    known = edge.optional_groups.snapshot() if edge.optional_groups else _asked(edge)
    return [_unhealthy(group) if group.name == "api" and "api" in faults else group for group in known]


def _asked(edge: Resources) -> tuple[GroupSnapshot, ...]:
    """Where nothing is handed on, there is still the API that is asked."""
    if not edge.settings.api_url:
        return ()
    address = str(address_of(edge.settings.api_url))
    return (GroupSnapshot("api", (TargetSnapshot(address, "healthy", 1),)),)


def _unhealthy(group: GroupSnapshot) -> GroupSnapshot:
    return replace(group, targets=tuple(replace(target, state="unhealthy") for target in group.targets))


def _rules(rules: "Rules | None") -> list[dict[str, object]]:
    return [_rule(rule) for rule in rules.rules] if rules else []


def _rule(rule: "Rule") -> dict[str, object]:
    from router.rules.explained import conditions  # a router has them

    return {
        "priority": rule.priority,
        "name": rule.name,
        "if": conditions(rule),
        "then": str(rule.action),
    }


def _previews(previews: "Previews | None") -> dict[str, object] | None:
    if previews is None:
        return None
    editions = [previews.editions.look(folder) for folder in previews.editions.folders()]
    return {
        "tabs": len(previews.editions.hub),
        "packages": len(editions),
        "faulty": [edition.folder for edition in editions if edition.faults],
        "sync": previews.editions.sync.told if previews.editions.sync else None,
    }
