"""Every error becomes an answer here, and only here: a page for browsers, problem JSON for programs."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

import orjson

from identity.refusal import KeySetUnavailable, ProviderUnavailable, TokenRefused
from renderer.faults import PackageFaults
from renderer.site import render_site
from router import errors
from router.hub import HubFull
from router.locale import site_locale
from router.reply import NO_STORE, RawHeaders, Reply, reply
from router.request import EdgeRequest
from router.security import new_nonce, page
from typed.record import dataclass


@dataclass(frozen=True)
class Problem:
    """What is told about an error. `extra` are further members of the problem JSON."""

    status: int
    title: str
    detail: str
    slug: str = ""  # names the problem's type where the status alone does not
    headers: RawHeaders = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    page: str = ""  # of the texts `problem.<page>`, where the status alone does not name it

    @property
    def type(self) -> str:
        return f"/problems/{self.slug}" if self.slug else "about:blank"


_RETRY = ((b"retry-after", b"5"),)
_NOT_FOUND = Problem(
    404, "Not found", "There is nothing here for you. Check the link, or who you are signed in as."
)
_SIGN_IN = Problem(
    401,
    "Please sign in",
    "The access token is missing, invalid or expired. Sign in and open the link again.",
    headers=((b"www-authenticate", b"Bearer"),),
)
_NOT_REACHED = "Nothing was lost on our side. Try again in a moment."

_FIXED: Mapping[type[Exception], Problem] = {
    errors.NotFound: _NOT_FOUND,
    errors.SignInNeeded: _SIGN_IN,
    TokenRefused: _SIGN_IN,
    errors.SignatureRefused: Problem(
        401,
        "Not signed",
        "Sign the body with the secret that both sides know, and send the signature as X-Hub-Signature-256.",
        "signature",
    ),
    errors.SignInBroken: Problem(
        401,
        "Signing in did not work",
        "It took too long, was begun in another browser, or was refused. Start again.",
        "sign-in-failed",
        page="sign-in-failed",
    ),
    ProviderUnavailable: Problem(
        503, "Not available just now", "Nobody can sign in at the moment.", "provider-unavailable", _RETRY
    ),
    errors.CrossSite: Problem(
        403,
        "Not sent from our page",
        "This came from another site, so it was refused. Open the page itself and send it from there.",
        "cross-site",
    ),
    errors.TooSlow: Problem(
        408,
        "Too slow",
        "The request did not arrive in time. Send it again.",
        headers=((b"connection", b"close"),),
    ),
    errors.ApiUnreachable: Problem(502, "Not reachable", _NOT_REACHED, "api-unreachable"),
    errors.ApiGarbage: Problem(502, "Not reachable", _NOT_REACHED, "api-garbage"),
    errors.ApiTimedOut: Problem(504, "No answer in time", _NOT_REACHED, "api-timed-out"),
    errors.ApiUnavailable: Problem(503, "Not available just now", _NOT_REACHED, "api-unavailable", _RETRY),
    errors.RepositoryDown: Problem(
        503, "Not available just now", _NOT_REACHED, "repository-unavailable", _RETRY
    ),
    errors.ReleaseNotFound: Problem(
        503,
        "Not available just now",
        "The page's release has not arrived here yet.",
        "release-missing",
        _RETRY,
    ),
    HubFull: Problem(
        503, "Too many previews", "Close a tab that shows one, or try again.", "too-many-previews", _RETRY
    ),
    KeySetUnavailable: Problem(
        503, "Not available just now", "Nobody can be signed in at the moment.", "keys-unavailable", _RETRY
    ),
    PackageFaults: Problem(
        500, "This page is broken", "Its package cannot be used. Its authors have to mend it.", page="broken"
    ),
}
_UNEXPECTED = Problem(
    500, "Something went wrong", "The fault is ours and was written down under the request id."
)

_PAGES = {
    401: "sign-in",
    403: "cross-site",
    404: "not-found",
    408: "too-slow",
    413: "too-large",
    500: "unexpected",
    502: "unavailable",
    503: "unavailable",
    504: "unavailable",
}

_CLOSED = {
    "submitted": (409, "already-submitted", "Already submitted", "This task was submitted before."),
    "expired": (410, "expired", "Expired", "The time for this task is over."),
    "cancelled": (410, "cancelled", "Cancelled", "The workflow needs this task no longer."),
}


def _closed(error: errors.TaskClosed) -> Problem:
    status, slug, title, detail = _CLOSED[error.status]
    return Problem(status, title, detail, slug)


def _refused(error: errors.AnswersRefused) -> Problem:
    found = [
        {"pointer": each.pointer, "keyword": each.keyword, "message": each.message} for each in error.errors
    ]
    detail = "Correct the fields named in `errors` and send them again."
    return Problem(422, "Not valid", detail, "invalid-response", extra={"errors": found})


_WITH_FACTS: Mapping[type[Exception], Callable[[Any], Problem]] = {
    errors.BadRequest: lambda error: Problem(400, "Bad request", error.detail),
    errors.AnswersRefused: _refused,
    errors.TaskClosed: _closed,
    errors.MethodNotAllowed: lambda error: Problem(
        405,
        "Method not allowed",
        f"This URL answers {', '.join(error.allowed)}.",
        headers=((b"allow", ", ".join(error.allowed).encode()),),
    ),
    errors.TargetUnavailable: lambda error: Problem(
        503,
        "Not available just now",
        _NOT_REACHED,
        "no-target",
        ((b"retry-after", b"%d" % error.seconds),),
    ),
    errors.TooLarge: lambda error: Problem(413, "Too large", f"Send at most {error.limit:,} bytes."),
    errors.TooManyFields: lambda error: Problem(413, "Too large", f"Send at most {error.limit:,} fields."),
    errors.WrongMediaType: lambda error: Problem(
        415, "Unsupported media type", f"Send the body as {error.expected}."
    ),
}


def problem_of(error: Exception) -> Problem:
    """What to tell about an error. An unknown one is ours: 500, and nothing of it is told."""
    for kind in type(error).__mro__:
        if kind in _FIXED:
            return _FIXED[kind]
        if kind in _WITH_FACTS:
            return _WITH_FACTS[kind](error)
    return _UNEXPECTED


def problem_json(problem: Problem, request_id: str) -> Reply:
    """RFC 9457, with the request id."""
    members = {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "request_id": request_id,
        **problem.extra,
    }
    headers = [NO_STORE, (b"x-content-type-options", b"nosniff"), *problem.headers]
    return reply(problem.status, b"application/problem+json", orjson.dumps(members), headers)


def page_name(problem: Problem) -> str:
    """Which of the texts `problem.<name>` tells a person about it."""
    return problem.page or _PAGES.get(problem.status, "refused")


def problem_page(problem: Problem, request: EdgeRequest, sign_in: str = "") -> Reply:
    """The same for a person. `sign_in` is the URL of a sign-in page, where there is one."""
    nonce = new_nonce()
    html = render_site(
        "error",
        locale=site_locale(request),
        theme="auto",
        nonce=nonce,
        status=problem.status,
        name=page_name(problem),
        request_id=request.id,
        sign_in=sign_in if problem.status == 401 else "",
    )
    return page(html, nonce, problem.status, headers=problem.headers)
