"""The rules and target groups of this process."""

from pathlib import Path

from router.rules.declaration import SHIPPED, read_rules
from router.rules.rule import Rules
from router.settings import EdgeSettings
from router.targets.config import GroupConfig, Target


def rules_of(settings: EdgeSettings) -> Rules:
    """The file of the settings, or the shipped one."""
    return read_rules(settings.rules or SHIPPED)


def groups_of(settings: EdgeSettings) -> list[GroupConfig]:
    """The groups that are somewhere else: those that are declared, and the API."""
    declared = dict(rules_of(settings).groups) if settings.role == "router" else {}
    if settings.api_url and "api" not in declared:
        declared["api"] = GroupConfig("api", (Target(settings.api_url),))
    return list(declared.values())


def in_process(settings: EdgeSettings) -> tuple[str, ...]:
    """The groups that this process answers by itself."""
    return ("production", "preview") if settings.role == "router" else ()


def kept_beside(settings: EdgeSettings) -> Path | None:
    """The rules file beside which shifts are kept: without one there is no group to shift to."""
    return settings.rules if settings.role == "router" else None
