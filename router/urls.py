"""Every URL of the edge. A row reads: what is asked, and who answers. The first row that fits wins."""

from typing import Literal

from router import (
    assets,
    files,
    gallery,
    health,
    issuer,
    metrics,
    preview,
    preview_assets,
    preview_caller,
    preview_events,
    production,
    proxy,
    shifting,
    signin,
    status,
    submission,
    webhook,
)
from router.settings import EdgeSettings
from router.table import Route, Table, route

HEALTH = (
    route("GET /livez", health.livez),
    route("GET /readyz", health.readyz),
    route("GET /healthz", health.readyz),
    route("GET /metrics", metrics.show),
    route("GET /edge/status", status.show),
)

# The client's ALB sends /i/*/*/* to production, so everything a task needs lives below it.
ASSETS = (route("GET /i/-/{digest:digest}/{path:path}", assets.show),)
TASKS = (
    route("GET /i/{workflow:uuid}/{node:uuid}/{execution:uuid}", production.show),
    route("POST /i/{workflow:uuid}/{node:uuid}/{execution:uuid}", production.submit),
    route("POST /i/{workflow:uuid}/{node:uuid}/{execution:uuid}/files", files.send),
    route("GET /i/{workflow:uuid}/{node:uuid}/{execution:uuid}/files/{digest:sha256}", files.show),
)
NO_TASK = (route("ANY /i/{rest:path}", proxy.nothing),)

SUBMISSION = (route("POST /api/submit/{execution:uuid}/{node:uuid}", submission.submit),)

PREVIEWS = (
    route("POST /webhooks/github", webhook.take),
    route("GET /{interface:uuid}", preview.show),
    route("POST /{interface:uuid}", preview.check),
    route("POST /{interface:uuid}/files", files.try_out),
    route("GET /{interface:uuid}/events", preview_events.show),
    route("POST /{interface:uuid}/token", preview_caller.mint),
    route("OPTIONS /{interface:uuid}/token", preview_caller.may_mint),
    route("GET /{interface:uuid}/-/{digest:digest}/{path:path}", preview_assets.show),
)

# Between the API and its edges only.
EDGES = (route("ANY /edges/{rest:path}", proxy.nothing),)

# For operators of a router.
SHIFTS = (
    route("GET /-/groups", shifting.groups),
    route("POST /-/shifts", shifting.begin),
    route("GET /-/shifts/{group}", shifting.show),
    route("DELETE /-/shifts/{group}", shifting.take_back),
)

SIGN_IN = (
    route("GET /signin", signin.begin),
    route("GET /signin/callback", signin.finish),
    route("POST /signout", signin.ask_to_leave),
    route("POST /signin/out", signin.leave),
    route("GET /signin/out", signin.left),
)

GALLERY = (route("GET /", gallery.show),)
ISSUER = (
    route("GET /issuer/.well-known/jwks.json", issuer.keys),
    route("GET /issuer/.well-known/openid-configuration", issuer.document),
    route("GET /issuer/authorize", issuer.ask),
    route("POST /issuer/authorize", issuer.allow),
    route("POST /issuer/token", issuer.token),
    route("GET /issuer/logout", issuer.leave),
)

TO_THE_API = (route("ANY /{rest:rest}", proxy.forward),)
NOTHING_ELSE = (route("ANY /{rest:rest}", proxy.nothing),)


Group = Literal["production", "preview", "api"]
GROUPS: tuple[Group, ...] = ("production", "preview", "api")  # those that every router has


def own_urls(settings: EdgeSettings) -> Table:
    """What a router answers before it looks at any rule: whether it is well, and signing in."""
    return Table([*HEALTH, *SHIFTS, *_signing_in(settings)])


def role_urls(settings: EdgeSettings, role: Group) -> Table:
    """The rows of one role, as a process of its own or as a target within the router."""
    rest = TO_THE_API if settings.api_url else NOTHING_ELSE
    match role:
        case "production":
            return Table([*HEALTH, *ASSETS, *TASKS, *SUBMISSION, *NOTHING_ELSE])
        case "preview":
            gallery = GALLERY if settings.development else ()
            pages = (*_signing_in(settings), *gallery, *PREVIEWS)
            return Table([*HEALTH, *ASSETS, *NO_TASK, *SUBMISSION, *pages, *EDGES, *rest])
        case "api":
            return Table([*EDGES, *rest])


def _signing_in(settings: EdgeSettings) -> tuple[Route, ...]:
    return (*(SIGN_IN if settings.signs_in else ()), *(ISSUER if settings.development else ()))
