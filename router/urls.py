"""Every URL of the edge. A row reads: what is asked, and who answers. The first row that fits wins."""

from router import (
    assets,
    files,
    gallery,
    health,
    issuer,
    preview,
    preview_assets,
    preview_caller,
    preview_events,
    production,
    proxy,
    signin,
    submission,
    webhook,
)
from router.settings import EdgeSettings
from router.table import Table, route

HEALTH = (
    route("GET /livez", health.livez),
    route("GET /readyz", health.readyz),
    route("GET /healthz", health.readyz),
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
    route("ANY /edges/{rest:path}", proxy.nothing),
    route("GET /{interface:uuid}", preview.show),
    route("POST /{interface:uuid}", preview.check),
    route("POST /{interface:uuid}/files", files.try_out),
    route("GET /{interface:uuid}/events", preview_events.show),
    route("POST /{interface:uuid}/token", preview_caller.mint),
    route("OPTIONS /{interface:uuid}/token", preview_caller.may_mint),
    route("GET /{interface:uuid}/-/{digest:digest}/{path:path}", preview_assets.show),
)

SIGN_IN = (
    route("GET /signin", signin.begin),
    route("GET /signin/callback", signin.finish),
    route("POST /signout", signin.ask_to_leave),
    route("POST /signin/out", signin.leave),
    route("GET /signin/out", signin.left),
)

DEVELOPMENT = (
    route("GET /", gallery.show),
    route("GET /issuer/.well-known/jwks.json", issuer.keys),
    route("GET /issuer/.well-known/openid-configuration", issuer.document),
    route("GET /issuer/authorize", issuer.ask),
    route("POST /issuer/authorize", issuer.allow),
    route("POST /issuer/token", issuer.token),
    route("GET /issuer/logout", issuer.leave),
)

TO_THE_API = (route("ANY /{rest:rest}", proxy.forward),)
NOTHING_ELSE = (route("ANY /{rest:rest}", proxy.nothing),)


def urls(settings: EdgeSettings) -> Table:
    """The rows that this process serves."""
    development = (*(SIGN_IN if settings.signs_in else ()), *(DEVELOPMENT if settings.development else ()))
    rest = TO_THE_API if settings.api_url else NOTHING_ELSE
    match settings.role:
        case "production":
            return Table([*HEALTH, *ASSETS, *TASKS, *NOTHING_ELSE])
        case "preview":
            return Table([*HEALTH, *ASSETS, *NO_TASK, *SUBMISSION, *development, *PREVIEWS, *rest])
        case "router":
            return Table([*HEALTH, *ASSETS, *TASKS, *NO_TASK, *SUBMISSION, *development, *PREVIEWS, *rest])
