"""Every URL of the edge. A row reads: what is asked, and who answers. The first row that fits wins.

Who answers is imported with the rows, so that each role loads its own handlers and no others.
"""

from typing import Literal

from router.settings import EdgeSettings
from router.table import Route, Table, route


def _health() -> tuple[Route, ...]:
    from router import health, metrics, status

    return (
        route("GET /livez", health.livez),
        route("GET /readyz", health.readyz),
        route("GET /healthz", health.readyz),
        route("GET /metrics", metrics.show),
        route("GET /edge/status", status.show),
    )


def _assets() -> tuple[Route, ...]:
    """The client's ALB sends /i/*/*/* to production, so everything a task needs lives below it."""
    from router import assets

    return (route("GET /i/-/{digest:digest}/{path:path}", assets.show),)


def _tasks() -> tuple[Route, ...]:
    from router import files, production

    return (
        route("GET /i/{workflow:uuid}/{node:uuid}/{execution:uuid}", production.show),
        route("POST /i/{workflow:uuid}/{node:uuid}/{execution:uuid}", production.submit),
        route("POST /i/{workflow:uuid}/{node:uuid}/{execution:uuid}/files", files.send),
        route("GET /i/{workflow:uuid}/{node:uuid}/{execution:uuid}/files/{digest:sha256}", files.show),
    )


def _no_task() -> tuple[Route, ...]:
    from router.nothing import nothing

    return (route("ANY /i/{rest:path}", nothing),)


def _submission() -> tuple[Route, ...]:
    from router import submission

    return (route("POST /api/submit/{execution:uuid}/{node:uuid}", submission.submit),)


def _previews() -> tuple[Route, ...]:
    from router import preview, preview_assets, preview_caller, preview_events, preview_files, webhook

    return (
        route("POST /webhooks/github", webhook.take),
        route("GET /{interface:uuid}", preview.show),
        route("POST /{interface:uuid}", preview.check),
        route("POST /{interface:uuid}/files", preview_files.try_out),
        route("GET /{interface:uuid}/events", preview_events.show),
        route("POST /{interface:uuid}/token", preview_caller.mint),
        route("OPTIONS /{interface:uuid}/token", preview_caller.may_mint),
        route("GET /{interface:uuid}/-/{digest:digest}/{path:path}", preview_assets.show),
    )


def _edges() -> tuple[Route, ...]:
    """Between the API and its edges only."""
    from router.nothing import nothing

    return (route("ANY /edges/{rest:path}", nothing),)


def _shifts() -> tuple[Route, ...]:
    """For operators of a router."""
    from router import shifting

    return (
        route("GET /-/groups", shifting.groups),
        route("POST /-/shifts", shifting.begin),
        route("GET /-/shifts/{group}", shifting.show),
        route("DELETE /-/shifts/{group}", shifting.take_back),
    )


def _signing_in(settings: EdgeSettings) -> tuple[Route, ...]:
    return (*(_sign_in() if settings.signs_in else ()), *(_issuer() if settings.development else ()))


def _sign_in() -> tuple[Route, ...]:
    from router import signin

    return (
        route("GET /signin", signin.begin),
        route("GET /signin/callback", signin.finish),
        route("POST /signout", signin.ask_to_leave),
        route("POST /signin/out", signin.leave),
        route("GET /signin/out", signin.left),
    )


def _issuer() -> tuple[Route, ...]:
    from router import issuer

    return (
        route("GET /issuer/.well-known/jwks.json", issuer.keys),
        route("GET /issuer/.well-known/openid-configuration", issuer.document),
        route("GET /issuer/authorize", issuer.ask),
        route("POST /issuer/authorize", issuer.allow),
        route("POST /issuer/token", issuer.token),
        route("GET /issuer/logout", issuer.leave),
    )


def _gallery() -> tuple[Route, ...]:
    from router import gallery

    return (route("GET /", gallery.show),)


def _to_the_api(settings: EdgeSettings) -> tuple[Route, ...]:
    if not settings.api_url:
        return _nothing_else()
    from router import proxy

    return (route("ANY /{rest:rest}", proxy.forward),)


def _nothing_else() -> tuple[Route, ...]:
    from router.nothing import nothing

    return (route("ANY /{rest:rest}", nothing),)


Group = Literal["production", "preview", "api"]
GROUPS: tuple[Group, ...] = ("production", "preview", "api")  # those that every router has


def own_urls(settings: EdgeSettings) -> Table:
    """What a router answers before it looks at any rule: whether it is well, and signing in."""
    return Table([*_health(), *_shifts(), *_signing_in(settings)])


def role_urls(settings: EdgeSettings, role: Group) -> Table:
    """The rows of one role, as a process of its own or as a target within the router."""
    match role:
        case "production":
            return Table([*_health(), *_assets(), *_tasks(), *_submission(), *_nothing_else()])
        case "preview":
            gallery = _gallery() if settings.development else ()
            pages = (*_signing_in(settings), *gallery, *_previews())
            rest = (*_edges(), *_to_the_api(settings))
            return Table([*_health(), *_assets(), *_no_task(), *_submission(), *pages, *rest])
        case "api":
            return Table([*_edges(), *_to_the_api(settings)])
