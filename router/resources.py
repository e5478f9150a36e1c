"""What one edge process opens once: handed to every request, closed at the end."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from identity.authenticator import Authenticator
from identity.lifespan import Identity, open_identity
from renderer.assets import ENGINE, Engine
from router.api_client import ApiClient, open_api
from router.background import running
from router.errors import NotFound
from router.readiness import Check, Readiness
from router.releases import Releases, open_releases
from router.seen import Seen
from router.settings import EdgeSettings
from router.tasks import Tasks
from telemetry.metric import GIT_FETCHES, RELOAD_SECONDS
from telemetry.metrics import Metrics
from typed.record import dataclass

if TYPE_CHECKING:
    from router.previews import Previews
    from router.rules.rule import Rules
    from router.targets.groups import Groups


@dataclass(frozen=True)
class Resources:
    """Typed, and replaceable in a test. What this process does not have is None."""

    settings: EdgeSettings
    identity: Identity
    engine: Engine
    optional_groups: "Groups | None"
    seen: Seen
    readiness: Readiness
    optional_previews: "Previews | None"
    optional_api: ApiClient | None
    optional_releases: Releases | None
    metrics: Metrics
    rules: "Rules | None"  # of a router

    @cached_property
    def api(self) -> ApiClient:
        """Raises NotFound where there is no API: then there are no tasks either."""
        return _there(self.optional_api)

    @cached_property
    def tasks(self) -> Tasks:
        return Tasks(self.api)

    @property
    def groups(self) -> "Groups":
        """Raises NotFound where nothing is handed on."""
        return _there(self.optional_groups)

    @property
    def previews(self) -> "Previews":
        """Raises NotFound where no packages are shown."""
        return _there(self.optional_previews)

    @cached_property
    def releases(self) -> Releases:
        return _there(self.optional_releases)


@asynccontextmanager
async def open_resources(settings: EdgeSettings, metrics: Metrics) -> AsyncIterator[Resources]:
    """Opens what these settings ask for. Nothing here waits for a neighbour to be up."""
    async with AsyncExitStack() as stack:
        secure = settings.public_url.startswith("https:")
        identity = await stack.enter_async_context(open_identity(settings, secure))
        groups = await stack.enter_async_context(_groups(settings))
        api = releases = None
        if settings.api_url:
            api = await stack.enter_async_context(open_api(settings.api_url))
        if settings.git_url:
            where, fetch = (settings.mirror_dir, settings.git_url), not settings.follows_branch
            mirror = open_releases(*where, metrics, fetch)
            releases = await stack.enter_async_context(mirror)
        previews = await stack.enter_async_context(_previews(settings, api))
        if previews:
            _measure(previews, metrics)
        if api and settings.edge_secret:
            from router.line import Line

            line = Line(settings, api, releases, previews.follower if previews else None)
            await stack.enter_async_context(running(line.hold()))
        yield Resources(
            settings=settings,
            identity=identity,
            engine=ENGINE,
            optional_groups=groups,
            seen=Seen(),
            readiness=Readiness(_checks(settings, identity.authenticator, api, releases, previews)),
            optional_previews=previews,
            optional_api=api,
            optional_releases=releases,
            metrics=metrics,
            rules=_rules(settings),
        )


@asynccontextmanager
async def _groups(settings: EdgeSettings) -> AsyncIterator["Groups | None"]:
    """None in production: it hands nothing on."""
    if settings.role == "production":
        yield None
        return
    from router.own_rules import groups_of, in_process, kept_beside
    from router.relay.heap import keep_free_memory
    from router.targets.groups import open_groups

    keep_free_memory()
    async with open_groups(groups_of(settings), in_process(settings), kept_beside(settings)) as groups:
        yield groups


@asynccontextmanager
async def _previews(settings: EdgeSettings, api: ApiClient | None) -> AsyncIterator["Previews | None"]:
    """None in production, or without packages to show."""
    if settings.role == "production" or not (settings.packages or settings.git_url):
        yield None
        return
    from router.previews import open_previews

    async with open_previews(settings, api) as previews:
        yield previews


def _rules(settings: EdgeSettings) -> "Rules | None":
    if settings.role != "router":
        return None
    from router.own_rules import rules_of

    return rules_of(settings)


def _measure(previews: "Previews", metrics: Metrics) -> None:
    previews.editions.on_reload(lambda seconds: metrics.observe(RELOAD_SECONDS, seconds))
    if previews.follower:
        outcome = {True: "failed", False: "ok"}
        previews.follower.on_refresh(lambda sync: metrics.count(GIT_FETCHES, outcome[bool(sync.error)]))


def _checks(
    settings: EdgeSettings,
    authenticator: Authenticator,
    api: ApiClient | None,
    releases: Releases | None,
    previews: "Previews | None",
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
