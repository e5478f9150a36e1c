"""Signing in at the issuer and out again: by the authorization code flow, into a cookie of ours."""

import re

from starlette.types import ASGIApp

from identity.credentials import COOKIE, cookie_from
from identity.oidc import Grant, SignIn, SignInFailed
from identity.parts import names, split
from identity.provider import CALLBACK, LEFT
from identity.refusal import TokenRefused
from identity.sessions import REFRESH_AGE, SESSION_AGE, Session, Sessions
from renderer.site import render_site
from router.errors import NotFound, SignInBroken
from router.locale import site_locale
from router.reply import NO_STORE, RawHeaders, Reply, redirect
from router.request import EdgeRequest
from router.same_origin import check_same_origin, own_origin
from router.security import new_nonce, page

# A path on this origin. Browsers read `//` and `/\\` as another host, and drop tabs and line feeds.
_LOCAL_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_STATE = re.compile(r"[A-Za-z0-9_-]{43}")
_ATTEMPT = "interfaces_signin_"  # and the beginning of the state: several tabs may sign in at once
_BELOW = "/signin"  # the path of the cookies that only these pages need
_ATTEMPT_AGE = 900  # seconds


async def begin(request: EdgeRequest) -> ASGIApp:
    """Renews the session if it can be, or else sends the browser to the issuer."""
    destination = _destination(request.query_params.get("next", ""))
    renewed = await _renewed(request)
    if renewed:
        return redirect(destination, _keep(request, renewed))
    attempt = await _sign_in(request).begin(own_origin(request) + CALLBACK, destination)
    cookie = _cookie(request, _ATTEMPT + attempt.state[:8], attempt.cookie, _ATTEMPT_AGE, _BELOW)
    return redirect(_reachable(request, attempt.url), [cookie])


async def finish(request: EdgeRequest) -> ASGIApp:
    """The browser comes back from the issuer: with a code, or with the news that there is none."""
    state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
    name = _ATTEMPT + state[:8]
    cookie = _own_cookie(request, name) if _STATE.fullmatch(state) else None
    if cookie is None or not code:
        raise SignInBroken("no attempt of this browser" if cookie is None else "the issuer gave no code")
    try:
        grant, destination = await _sign_in(request).finish(
            own_origin(request) + CALLBACK, state, code, cookie
        )
    except SignInFailed as failed:
        raise SignInBroken(str(failed)) from None
    spent = _cookie(request, name, "", 0, _BELOW)
    return redirect(destination, [*_keep(request, grant), spent])


async def ask_to_leave(_request: EdgeRequest) -> ASGIApp:
    """Posts again, to where the browser hands over the refresh token too."""
    return Reply(307, [(b"location", b"/signin/out"), (b"content-length", b"0"), NO_STORE])


async def leave(request: EdgeRequest) -> ASGIApp:
    """Ends the session here and its renewal at the issuer."""
    check_same_origin(request)
    sessions = _sessions(request)
    refresh = _refresh_token(request, sessions)
    if refresh:
        await _sign_in(request).revoke(refresh)
    ended = [(name, "/") for name in (*names(sessions.cookie), COOKIE)]
    ended.append((sessions.refresh_cookie, _BELOW))
    gone = [_cookie(request, name, "", 0, path) for name, path in ended]
    return redirect("/signin/out?go=on", gone)


async def left(request: EdgeRequest) -> ASGIApp:
    """Says so. On its first showing the browser goes on to the issuer, which ends its own session.

    That is no redirect: the page's policy would not let a posted form lead to another site.
    """
    url = ""
    if request.query_params.get("go") == "on":
        url = _reachable(request, await _sign_in(request).sign_out_url(own_origin(request) + LEFT))
    nonce = new_nonce()
    html = render_site("signed-out", locale=site_locale(request), theme="auto", nonce=nonce, next=url)
    return page(html, nonce, headers=[(b"refresh", f"0;url={url}".encode("ascii"))] if url else ())


async def _renewed(request: EdgeRequest) -> Grant | None:
    """A new access token for whoever has a refresh token, without any page."""
    refresh = _refresh_token(request, _sessions(request))
    if refresh is None:
        return None
    try:
        return await _sign_in(request).renew(refresh)
    except SignInFailed:
        return None


def _keep(request: EdgeRequest, grant: Grant) -> RawHeaders:
    """The session's cookies: everywhere the access token, the refresh token only where it is used."""
    sessions = _sessions(request)
    session = sessions.close(Session(grant.access, grant.email))
    parts = split(sessions.cookie, session)
    kept = [_cookie(request, name, value, SESSION_AGE, "/") for name, value in parts]
    if grant.refresh:
        sealed = sessions.close_refresh(grant.refresh)
        kept.append(_cookie(request, sessions.refresh_cookie, sealed, REFRESH_AGE, _BELOW))
    return kept


def _refresh_token(request: EdgeRequest, sessions: Sessions) -> str | None:
    cookie = _own_cookie(request, sessions.refresh_cookie)
    return sessions.open_refresh(cookie) if cookie else None


def _own_cookie(request: EdgeRequest, name: str) -> str | None:
    try:
        return cookie_from(request.scope["headers"], name)
    except TokenRefused:
        return None


def _cookie(request: EdgeRequest, name: str, value: str, seconds: int, path: str) -> tuple[bytes, bytes]:
    secure = "; Secure" if own_origin(request).startswith("https:") else ""
    cookie = f"{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return b"set-cookie", cookie.encode("ascii")


def _reachable(request: EdgeRequest, url: str) -> str:
    """The development issuer is wherever this edge is reached, whatever its tokens call it."""
    settings = request.resources.settings
    return "/issuer" + url.removeprefix(settings.issuer) if settings.development and url else url


def _destination(path: str) -> str:
    """The path if it is on this origin, otherwise the front page."""
    return path if _LOCAL_PATH.fullmatch(path) else "/"


def _sign_in(request: EdgeRequest) -> SignIn:
    sign_in = request.resources.identity.sign_in
    if sign_in is None:
        raise NotFound
    return sign_in


def _sessions(request: EdgeRequest) -> Sessions:
    sessions = request.resources.identity.sessions
    if sessions is None:
        raise NotFound
    return sessions
