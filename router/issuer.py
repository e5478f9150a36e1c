"""The development issuer's URLs: whoever reaches them chooses who to be."""

from typing import cast
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from identity.issuer import PEOPLE, Role
from identity.provider import LEFT, DevProvider, Wish, WishRefused
from renderer.site import render_site
from router.errors import BadRequest, NotFound
from router.form_post import read_form
from router.locale import site_locale
from router.reply import NO_STORE, redirect, reply
from router.request import EdgeRequest
from router.same_origin import check_same_origin, own_origin
from router.security import new_nonce, page

_KEPT = [(b"cache-control", b"max-age=60")]


async def keys(request: EdgeRequest) -> ASGIApp:
    """The issuer's key set, for other processes of this machine."""
    return reply(200, b"application/json", _provider(request).issuer.jwks(), _KEPT)


async def document(request: EdgeRequest) -> ASGIApp:
    """Where its endpoints are."""
    return reply(200, b"application/json", _provider(request).document(), _KEPT)


async def ask(request: EdgeRequest) -> ASGIApp:
    """The page that asks who to be."""
    _wish(request)
    nonce = new_nonce()
    html = render_site(
        "signin",
        locale=site_locale(request),
        theme="auto",
        nonce=nonce,
        action=f"/issuer/authorize?{request.scope['query_string'].decode('ascii')}",
        people=[(role, person.username) for role, person in PEOPLE.items()],
    )
    return page(html, nonce)


async def allow(request: EdgeRequest) -> ASGIApp:
    """Sends the browser back with a code."""
    check_same_origin(request)
    wish = _wish(request)
    who = dict((await read_form(request)).pairs).get("who")
    if who not in PEOPLE:
        raise BadRequest("Choose one of the people on the page.")
    return redirect(_provider(request).allow(wish, cast(Role, who)))


async def token(request: EdgeRequest) -> ASGIApp:
    """A code, or a refresh token, for tokens. Programs call it, never pages."""
    status, body = _provider(request).token(dict((await read_form(request)).pairs))
    return reply(status, b"application/json", body, [NO_STORE])


async def leave(request: EdgeRequest) -> ASGIApp:
    """Nothing is remembered here about a person, so there is nothing to end: back to our own page."""
    target = request.query_params.get("post_logout_redirect_uri", "")
    path = urlsplit(target).path
    return redirect(path if target == own_origin(request) + path and path == LEFT else "/")


def _wish(request: EdgeRequest) -> Wish:
    try:
        return _provider(request).check(request.query_params, own_origin(request))
    except WishRefused as refused:
        raise BadRequest(f"{str(refused)[:1].upper()}{str(refused)[1:]}.") from None


def _provider(request: EdgeRequest) -> DevProvider:
    provider = request.resources.identity.provider
    if provider is None:
        raise NotFound
    return provider
