"""Who looks at a preview: as everywhere else, or whoever the page around it vouches for with a token."""

from starlette.types import ASGIApp

from identity.preview_tokens import AGE
from identity.refusal import Reason, TokenRefused
from renderer.site import render_site
from router.caller import Caller, caller_of
from router.errors import NotFound
from router.locale import site_locale
from router.reply import NO_STORE, RawHeaders, Reply, reply
from router.request import EdgeRequest
from router.same_origin import check_cookie_request
from router.security import new_nonce, page

HEADER = b"x-interfaces-preview"


async def preview_caller(request: EdgeRequest) -> Caller:
    """Raises what `caller_of` raises. A preview token goes before everything else and never falls through."""
    given = [value for name, value in request.scope["headers"] if name == HEADER]
    if not given:
        return await caller_of(request)
    tokens = request.resources.identity.preview_tokens
    if tokens is None or len(given) > 1:
        raise TokenRefused(Reason.PREVIEW)
    access = tokens.open(given[0].decode("latin-1"), request.params["interface"])
    principal = await request.resources.identity.authenticator.authenticate(access)
    return Caller(principal, access, request.id)


async def mint(request: EdgeRequest) -> ASGIApp:
    """A token for the preview of this interface, for those who may see it. Not by means of another one."""
    check_cookie_request(request)
    caller = await caller_of(request)
    interface, tokens = request.params["interface"], request.resources.identity.preview_tokens
    if tokens is None:
        raise NotFound
    await request.resources.previews.find(interface, caller)
    body = b'{"token": "%s", "expires_in": %d}\n' % (tokens.mint(interface, caller.token).encode(), AGE)
    return reply(200, b"application/json", body, [NO_STORE, *_cors(request)])


async def may_mint(request: EdgeRequest) -> ASGIApp:
    """The question a browser asks first, when a page of another site wants a token."""
    allowed = [
        (b"access-control-allow-methods", b"POST"),
        (b"access-control-allow-headers", b"authorization"),
        (b"access-control-max-age", b"600"),
    ]
    cors = _cors(request)
    return Reply(204, [NO_STORE, *cors, *(allowed if len(cors) > 1 else ())])


def waiting_page(request: EdgeRequest) -> Reply | None:
    """The page that waits for a token, if a site that may frame previews frames this one; else None."""
    origins = request.resources.settings.preview_origins
    framed = request.headers.get("sec-fetch-dest") == "iframe"
    if not (framed and origins and request.resources.identity.preview_tokens):
        return None
    nonce, digest = new_nonce(), request.resources.engine.digest
    html = render_site(
        "handover",
        locale=site_locale(request),
        theme="auto",
        nonce=nonce,
        script=f"/{request.params['interface']}/-/{digest}/handover.js",
        origins=" ".join(origins),
    )
    return page(html, nonce, 200, origins)


def _cors(request: EdgeRequest) -> RawHeaders:
    origin = request.headers.get("origin", "")
    vary = (b"vary", b"origin")
    if origin not in request.resources.settings.preview_origins:
        return [vary]
    return [vary, (b"access-control-allow-origin", origin.encode("ascii"))]
