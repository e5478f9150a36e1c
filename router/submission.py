"""A submission by a program: JSON in, the API's answer out."""

import re

import orjson
from starlette.types import ASGIApp

from router.caller import caller_of
from router.errors import ApiUnavailable, BadRequest
from router.form_post import expect_length, expect_type, new_key
from router.reply import NO_STORE, reply
from router.request import EdgeRequest
from router.request_body import read_body
from router.same_origin import check_cookie_request
from router.task import submit_path

MAX_BYTES = 1024 * 1024

_KEY = re.compile(r"[!-~]{1,255}")
_EXPECTED = 'The body must be {"response_data": {...}} in JSON.'


async def submit(request: EdgeRequest) -> ASGIApp:
    """Checks who asks and that the body is one, then hands it in; the API validates it."""
    check_cookie_request(request)
    caller = await caller_of(request)
    expect_type(request, "application/json")
    expect_length(request, MAX_BYTES)
    body = await read_body(request.receive, MAX_BYTES)
    _check(body)
    path = submit_path(request.params["execution"], request.params["node"])
    answer = await request.resources.tasks.hand_in(path, caller, body, _key(request))
    kind = answer.headers.get("content-type", "")
    if answer.status >= 500 or "json" not in kind:
        raise ApiUnavailable(f"status {answer.status}")
    return reply(answer.status, kind.encode("latin-1"), answer.body, [NO_STORE])


def _check(body: bytes) -> None:
    try:
        told = orjson.loads(body)
    except ValueError:
        raise BadRequest(_EXPECTED) from None
    if not isinstance(told, dict) or not isinstance(told.get("response_data"), dict):
        raise BadRequest(_EXPECTED)


def _key(request: EdgeRequest) -> str:
    """The program's idempotency key. Without one, a repetition is a second submission."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return new_key()
    if not _KEY.fullmatch(key):
        raise BadRequest("The Idempotency-Key must be 1 to 255 printable ASCII characters.")
    return key
