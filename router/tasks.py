"""Tasks at the API: opening one, and handing in its answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from renderer.form.validate import FieldError
from router.api_client import ApiAnswer, ApiClient
from router.caller import Caller
from router.errors import ApiGarbage, ApiUnavailable, ApiUnreachable, NotFound, SignInNeeded
from router.task import NodeRecord, NodeTarget, Status, parse_record
from typed.record import dataclass


@dataclass(frozen=True)
class Taken:
    """The submission is stored, now or by an earlier attempt with the same key."""


@dataclass(frozen=True)
class Refused:
    """The API finds the answers wrong, whatever we found."""

    errors: list[FieldError]


@dataclass(frozen=True)
class Closed:
    """The task takes no answers any more."""

    status: Status


@dataclass(frozen=True)
class Saved:
    """The draft is stored as this version; None when the API does not count."""

    version: int | None


@dataclass(frozen=True)
class Changed:
    """Another version of the draft is there: nothing was stored."""


Outcome = Taken | Refused | Closed


class Tasks:
    """The API's tasks, asked for in the name of a caller."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    async def open(self, target: NodeTarget, caller: Caller) -> NodeRecord:
        """Raises NotFound for what this caller may not see, SignInNeeded, or an ApiFault."""
        answer = await self._api.call("GET", target.record, token=caller.token, request_id=caller.request_id)
        if answer.status != 200:
            raise fault_of(answer)
        return parse_record(answer.body)

    async def submit(
        self, target: NodeTarget, caller: Caller, response: Mapping[str, Any], key: str
    ) -> Outcome:
        """Hands the response in under an idempotency key. Raises like `open`."""
        body = orjson.dumps({"response_data": response})
        answer = await self.hand_in(target.submit, caller, body, key)
        match answer.status:
            case 200:
                return Taken()
            case 409:
                return Closed("submitted")
            case 410:
                return Closed(_gone(answer))
            case 422:
                return Refused(_errors(answer))
            case _:
                raise fault_of(answer)

    async def save(
        self, target: NodeTarget, caller: Caller, draft: Mapping[str, Any], version: int | None
    ) -> Saved | Changed | Closed:
        """Keeps answers for later, on top of `version`. Raises like `open`."""
        answer = await self._api.call(
            "PUT",
            target.draft,
            token=caller.token,
            request_id=caller.request_id,
            body=orjson.dumps({"draft": draft}),
            headers={} if version is None else {"If-Match": f'"{version}"'},
        )
        match answer.status:
            case 204:
                return Saved(_version(answer))
            case 409:
                return Closed("submitted")
            case 410:
                return Closed(_gone(answer))
            case 412:
                return Changed()
            case _:
                raise fault_of(answer)

    async def after(self, target: NodeTarget, caller: Caller) -> NodeTarget | None:
        """The same person's next task of the execution, if there is one. Raises like `open`."""
        answer = await self._api.call("GET", target.next, token=caller.token, request_id=caller.request_id)
        if answer.status != 200:
            raise fault_of(answer)
        return _target(answer)

    async def hand_in(self, path: str, caller: Caller, body: bytes, key: str) -> ApiAnswer:
        """The submission as it is. Tried twice when the connection breaks: the key makes that safe."""
        try:
            return await self._patch(path, caller, body, key)
        except ApiUnreachable:
            return await self._patch(path, caller, body, key)

    async def _patch(self, path: str, caller: Caller, body: bytes, key: str) -> ApiAnswer:
        return await self._api.call(
            "PATCH",
            path,
            token=caller.token,
            request_id=caller.request_id,
            body=body,
            headers={"Idempotency-Key": key},
        )


def fault_of(answer: ApiAnswer) -> Exception:
    """What an answer means that is none of those the call is made for."""
    if answer.status == 401:
        return SignInNeeded()
    if answer.status in (403, 404):
        return NotFound()
    if answer.status in (429, 500, 503):
        return ApiUnavailable(f"status {answer.status}")
    return ApiGarbage(f"status {answer.status}")


def _problem_type(answer: ApiAnswer) -> str:
    try:
        return str(orjson.loads(answer.body)["type"])
    except (ValueError, KeyError, TypeError):
        raise ApiGarbage("problem without a type") from None


def _gone(answer: ApiAnswer) -> Status:
    return "cancelled" if _problem_type(answer).endswith("/cancelled") else "expired"


def _version(answer: ApiAnswer) -> int | None:
    tag = answer.headers.get("etag", "").strip('"')
    return int(tag) if tag.isascii() and tag.isdigit() else None


def _target(answer: ApiAnswer) -> NodeTarget | None:
    try:
        told = orjson.loads(answer.body)["next"]
        names = ("workflow_uuid", "node_uuid", "execution_uuid")
        return None if told is None else NodeTarget(*(str(UUID(told[name])) for name in names))
    except (ValueError, KeyError, TypeError):
        raise ApiGarbage("next task") from None


def _errors(answer: ApiAnswer) -> list[FieldError]:
    try:
        found = orjson.loads(answer.body)["errors"]
        return [FieldError(error["pointer"], error["keyword"], error["message"]) for error in found]
    except (ValueError, KeyError, TypeError):
        raise ApiGarbage("refusal without errors") from None
