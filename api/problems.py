"""Exceptions to answers: the one place. Each refusal says what to do next and tells no secret."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from psycopg import OperationalError
from psycopg.errors import UndefinedTable
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api import faults
from api.methods import Methods
from api.problem import Problem
from identity.refusal import KeySetUnavailable, TokenRefused, fault_name
from mirror.git import RepositoryError
from mirror.repository import NotInRepository
from renderer.faults import PackageFaults

_NOT_FOUND = Problem(
    404, "not-found", "Not found", "There is nothing here for you. Check the address and who is signed in."
)
_UNAUTHORIZED = Problem(
    401,
    "unauthorized",
    "Sign in first",
    "Send a valid access token: Authorization: Bearer TOKEN. This one is missing, invalid or expired.",
    headers={"WWW-Authenticate": "Bearer"},
)
_UNAVAILABLE = Problem(
    503,
    "unavailable",
    "Not available right now",
    "Nothing was stored. Try again in a moment.",
    headers={"Retry-After": "2"},
)
_ARCHIVED = Problem(
    409, "archived", "The interface is archived", "It takes no new tasks, changes or publications."
)
_NOT_PUBLISHED = Problem(
    409,
    "not-published",
    "The interface is not published",
    "Publish it first: POST /interfaces/{uuid}/publish.",
)
_CONDITION_MISSING = Problem(
    428,
    "condition-missing",
    "Say which state you change",
    "Send If-Match with the ETag of GET /interfaces/{uuid}, so that nobody's change is lost.",
)
_WRONG_MEDIA_TYPE = Problem(
    415, "wrong-media-type", "The body must be JSON", "Send Content-Type: application/json."
)
_BROKEN_OFF = Problem(400, "broken-off", "The body broke off", "Nothing was stored. Send all of it again.")
_TOO_SLOW = Problem(408, "too-slow", "The body did not arrive in time", "Nothing was stored. Send it again.")
_SUBMITTED = Problem(
    409, "already-submitted", "Already submitted", "This task was answered before. The first answer stays."
)
_KEY_TAKEN = Problem(
    409,
    "key-taken",
    "The key was used before",
    "Something else was sent under it. Take a new one.",
)
_GONE = {
    "expired": Problem(410, "expired", "The task has expired", "Ask whoever sent the link for a new one."),
    "cancelled": Problem(410, "cancelled", "The task was cancelled", "Nothing is left to be done here."),
}


def internal_error() -> Problem:
    """For what nobody foresaw; the log has the rest under the request id."""
    return Problem(500, "internal-error", "Something broke on our side", "Tell us the request id.")


def _closed(fault: faults.TaskClosed) -> Problem:
    return _SUBMITTED if fault.status == "submitted" else _GONE[fault.status]


def _forbidden(fault: faults.Forbidden) -> Problem:
    return Problem(403, "forbidden", "Not allowed", f"This needs {fault.needs}.")


def _invalid(fault: faults.Invalid) -> Problem:
    errors = [{"pointer": m.pointer, "keyword": m.keyword, "message": m.message} for m in fault.mistakes]
    if isinstance(fault, faults.InvalidResponse):
        return Problem(
            422, "invalid-response", "The answer is not valid", "Correct what errors names.", errors
        )
    return Problem(422, "invalid-request", "The request is not valid", "Correct what errors names.", errors)


def _changed(fault: faults.ChangedMeanwhile) -> Problem:
    return Problem(
        412,
        "changed-meanwhile",
        "Somebody else changed it",
        "Read the interface again and repeat the change on what is there now.",
        headers={"ETag": f'"{fault.revision}"'},
    )


def _draft_changed(fault: faults.DraftChanged) -> Problem:
    return Problem(
        412,
        "draft-changed",
        "Saved elsewhere meanwhile",
        "Read the node again and save on top of what is there now.",
        headers={"ETag": f'"{fault.version}"'},
    )


def _moved_on(fault: faults.MovedOn) -> Problem:
    detail = (
        f"The preview is at {fault.newest} by now. Look at it and publish that commit, or send "
        '"commit": "latest" for whatever is there.'
    )
    return Problem(409, "moved-on", "The preview has moved on", detail)


def _too_large(fault: faults.BodyTooLarge) -> Problem:
    return Problem(413, "too-large", "The body is too large", f"At most {fault.limit} bytes are taken.")


def _too_many_files(fault: faults.TooManyFiles) -> Problem:
    return Problem(409, "too-many-files", "Too many files", f"A task takes at most {fault.limit} files.")


def _not_json(fault: faults.NotJson) -> Problem:
    return Problem(400, "not-json", "The body is not JSON", f"The body {fault.reason}")


def _package(fault: PackageFaults) -> Problem:
    errors = [
        {"file": each.file, "line": each.line, "message": each.message, "fix": each.fix}
        for each in fault.faults
    ]
    detail = f"{fault.package} has faults; `interfaces check` names them too."
    return Problem(422, "broken-package", "The package cannot be used", detail, errors)


def _repository(fault: RepositoryError) -> Problem:
    return Problem(
        503,
        "repository-unavailable",
        "The packages repository cannot be read",
        str(fault),
        headers={"Retry-After": "10"},
    )


def _not_in_repository(fault: NotInRepository) -> Problem:
    return Problem(422, "not-in-repository", "The repository does not have it", str(fault))


def _validation(fault: RequestValidationError) -> Problem:
    found = fault.errors()
    if any(error["loc"][0] == "path" for error in found):
        return _NOT_FOUND
    return _invalid(faults.Invalid([_mistake(error) for error in found]))


def _mistake(error: dict[str, Any]) -> faults.Mistake:
    where, *path = error["loc"]
    message = error["msg"].removeprefix("Value error, ")
    if where != "body":
        return faults.Mistake("", error["type"], f"{where} {'.'.join(map(str, path))}: {message}")
    return faults.Mistake(to_pointer(path), error["type"], message)


def to_pointer(path: Sequence[str | int]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _http(fault: HTTPException) -> Problem:
    if fault.status_code == 404:
        return _NOT_FOUND
    if fault.status_code == 405:
        headers = dict(fault.headers or {})
        detail = f"This address takes {headers['Allow']}."
        return Problem(405, "method-not-allowed", "Wrong method", detail, headers=headers)
    return Problem(fault.status_code, "invalid-request", "The request is not valid", fault.detail)


_ANSWERS: dict[type[Exception], Callable[[Any], Problem]] = {
    TokenRefused: lambda _: _UNAUTHORIZED,
    KeySetUnavailable: lambda _: _UNAVAILABLE,
    OperationalError: lambda _: _UNAVAILABLE,  # also: no connection within the time, too many waiting
    UndefinedTable: lambda _: _UNAVAILABLE,  # not migrated yet; readiness says so
    NotInRepository: _not_in_repository,
    RepositoryError: _repository,
    PackageFaults: _package,
    RequestValidationError: _validation,
    HTTPException: _http,
    faults.NotFound: lambda _: _NOT_FOUND,
    faults.Forbidden: _forbidden,
    faults.Invalid: _invalid,
    faults.TaskClosed: _closed,
    faults.Crowded: lambda _: _UNAVAILABLE,
    faults.KeyTaken: lambda _: _KEY_TAKEN,
    faults.NotPublished: lambda _: _NOT_PUBLISHED,
    faults.Archived: lambda _: _ARCHIVED,
    faults.MovedOn: _moved_on,
    faults.ConditionMissing: lambda _: _CONDITION_MISSING,
    faults.ChangedMeanwhile: _changed,
    faults.DraftChanged: _draft_changed,
    faults.BodyTooLarge: _too_large,
    faults.TooManyFiles: _too_many_files,
    ClientDisconnect: lambda _: _BROKEN_OFF,
    TimeoutError: lambda _: _TOO_SLOW,
    faults.WrongMediaType: lambda _: _WRONG_MEDIA_TYPE,
    faults.NotJson: _not_json,
}


def install(app: FastAPI, methods: Methods) -> None:
    """Answer every exception of the table as problem JSON."""
    for kind, answer in _ANSWERS.items():
        app.add_exception_handler(kind, _handler(answer, methods))


def _handler(answer: Callable[[Any], Problem], methods: Methods) -> Callable[[Request, Exception], Response]:
    def handle(request: Request, fault: Exception) -> Response:
        request.scope["fault"] = fault_name(fault)
        if isinstance(fault, HTTPException) and fault.status_code == 405:
            fault.headers = {"Allow": methods.of(request.scope["path"])}
        return answer(fault).to_response(request.scope["request_id"])

    return handle
