"""Who answers in this process: by rules as the router, by its own table otherwise."""

from router.finding import Finder, InProcess
from router.settings import EdgeSettings
from router.urls import role_urls


def finder_for(settings: EdgeSettings) -> Finder:
    """What the role does not need is not imported."""
    if settings.role != "router":
        return InProcess(role_urls(settings, settings.role))
    from router.rule_router import by_rules

    return by_rules(settings)
