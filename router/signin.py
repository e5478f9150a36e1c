"""Signing in at the development issuer. In production the load balancer or the client's app does this."""

import re
from typing import cast

from starlette.types import ASGIApp

from identity.credentials import COOKIE
from identity.issuer import DAY, PEOPLE, DevIssuer, Role
from renderer.site import render_site
from router.errors import BadRequest, NotFound
from router.form_post import read_form
from router.locale import site_locale
from router.reply import Reply, redirect, reply
from router.request import EdgeRequest
from router.same_origin import check_same_origin
from router.security import new_nonce, page

# A path on this origin. Browsers read `//` and `/\` as another host, and drop tabs and line feeds.
_LOCAL_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")


async def keys(request: EdgeRequest) -> ASGIApp:
    """The issuer's key set, for other processes of this machine."""
    return reply(200, b"application/json", _issuer(request).jwks(), [(b"cache-control", b"max-age=60")])


async def ask(request: EdgeRequest) -> ASGIApp:
    """The page that asks who to be."""
    return _page(request, _destination(request.query_params.get("next", "")))


async def enter(request: EdgeRequest) -> ASGIApp:
    """Sets the cookie and goes where the person wanted to go."""
    check_same_origin(request)
    sent = dict((await read_form(request)).pairs)
    if sent.get("who") not in PEOPLE:
        raise BadRequest("Choose one of the people on the page.")
    token = _issuer(request).mint(cast(Role, sent["who"]))
    return redirect(_destination(sent.get("next", "")), [_cookie(request, token, DAY)])


async def leave(request: EdgeRequest) -> ASGIApp:
    """Removes the cookie."""
    check_same_origin(request)
    return redirect("/signin", [_cookie(request, "", 0)])


def _issuer(request: EdgeRequest) -> DevIssuer:
    issuer = request.resources.issuer
    if issuer is None:
        raise NotFound
    return issuer


def _destination(path: str) -> str:
    """The path if it is on this origin, otherwise the gallery."""
    return path if _LOCAL_PATH.fullmatch(path) else "/"


def _cookie(request: EdgeRequest, token: str, seconds: int) -> tuple[bytes, bytes]:
    secure = "; Secure" if request.scope["scheme"] == "https" else ""
    cookie = f"{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return b"set-cookie", cookie.encode("ascii")


def _page(request: EdgeRequest, destination: str) -> Reply:
    nonce = new_nonce()
    people = [(role, person.username) for role, person in PEOPLE.items()]
    html = render_site(
        "signin",
        locale=site_locale(request),
        theme="auto",
        nonce=nonce,
        action="/signin",
        next=destination,
        people=people,
        error="",
    )
    return page(html, nonce)
