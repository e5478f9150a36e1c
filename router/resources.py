"""What one edge process opens once: handed to every request, closed at the end."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from identity.authenticator import Authenticator
from identity.lifespan import Identity, open_identity
from renderer.assets import ENGINE, Engine
from router.api_client import ApiClient, open_api
from router.background import running
from router.errors import NotFound
from router.line import Line
from router.own_rules import groups_of, in_process, rules_of
from router.previews import Previews, open_previews
from router.readiness import Check, Readiness
from router.releases import Releases, open_releases
from router.rules.rule import Rules
from router.seen import Seen
from router.settings import EdgeSettings
from router.targets.groups import Groups, open_groups
from router.tasks import Tasks
from telemetry.metric import GIT_FETCHES, RELOAD_SECONDS
from telemetry.metrics import Metrics


@dataclass(frozen=True)
class Resources:
    """Typed, and replaceable in a test. What this process does not have is None."""

    settings: EdgeSettings
    identity: Identity
    engine: Engine
    groups: Groups
    seen: Seen
    readiness: Readiness
    optional_previews: Previews | None
    optional_api: ApiClient | None
    optional_releases: Releases | None
    metrics: Metrics
    rules: Rules | None  # of a router

    @property
    def api(self) -> ApiClient:
        """Raises NotFound where there is no API: then there are no tasks either."""
        return _there(self.optional_api)

    @property
    def tasks(self) -> Tasks:
        return Tasks(self.api)

    @property
    def previews(self) -> Previews:
        """Raises NotFound where no packages are shown."""
        return _there(self.optional_previews)

    @property
    def releases(self) -> Releases:
        return _there(self.optional_releases)


@asynccontextmanager
async def open_resources(settings: EdgeSettings, metrics: Metrics) -> AsyncIterator[Resources]:
    """Opens what these settings ask for. Nothing here waits for a neighbour to be up."""
    async with AsyncExitStack() as stack:
        secure = settings.public_url.startswith("https:")
        identity = await stack.enter_async_context(open_identity(settings, secure))
        groups = await stack.enter_async_context(open_groups(groups_of(settings), in_process(settings)))
        api = releases = None
        if settings.api_url:
            api = await stack.enter_async_context(open_api(settings.api_url))
        if settings.git_url:
            where, fetch = (settings.mirror_dir, settings.git_url), not settings.follows_branch
            mirror = open_releases(*where, metrics, fetch)
            releases = await stack.enter_async_context(mirror)
        previews = await stack.enter_async_context(open_previews(settings, api))
        if previews:
            _measure(previews, metrics)
        if api and settings.edge_secret:
            line = Line(settings, api, releases, previews.follower if previews else None)
            await stack.enter_async_context(running(line.hold()))
        yield Resources(
            settings=settings,
            identity=identity,
            engine=ENGINE,
            groups=groups,
            seen=Seen(),
            readiness=Readiness(_checks(settings, identity.authenticator, api, releases, previews)),
            optional_previews=previews,
            optional_api=api,
            optional_releases=releases,
            metrics=metrics,
            rules=rules_of(settings) if settings.role == "router" else None,
        )


def _measure(previews: Previews, metrics: Metrics) -> None:
    previews.editions.on_reload(lambda seconds: metrics.observe(RELOAD_SECONDS, seconds))
    if previews.follower:
        outcome = {True: "failed", False: "ok"}
        previews.follower.on_refresh(lambda sync: metrics.count(GIT_FETCHES, outcome[bool(sync.error)]))


def _checks(
    settings: EdgeSettings,
    authenticator: Authenticator,
    api: ApiClient | None,
    releases: Releases | None,
    previews: Previews | None,
) -> dict[str, Check]:
    checks: dict[str, Check] = {"keys": authenticator.check}
    if api:
        checks["api"] = api.check
    if releases:
        checks["packages"] = releases.check
    if settings.role == "preview" and previews and previews.follower:
        checks["preview"] = previews.follower.branch.check
    return checks


_Thing = TypeVar("_Thing")


def _there(thing: _Thing | None) -> _Thing:
    if thing is None:
        raise NotFound
    return thing
