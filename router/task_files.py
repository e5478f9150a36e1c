"""The files of a task, kept by the API: sent on while they arrive, read while they are delivered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import orjson

from client.request import Answer
from identity.refusal import KeySetUnavailable, TokenRefused
from renderer.faults import PackageFaults
from renderer.form.files import Reference, is_reference
from renderer.package import Package
from renderer.schema import SchemaError
from router.api_client import ApiClient
from router.caller import Caller, caller_of
from router.errors import ApiFault, ApiGarbage, NotFound, ReleaseFault, SignInNeeded
from router.file_intake import Arriving, Intake, intake_of
from router.multipart import FileRefused
from router.request import EdgeRequest
from router.task import NodeTarget
from router.task_page import package_of

_NOT_NOW = (SignInNeeded, TokenRefused, KeySetUnavailable, ReleaseFault, PackageFaults, ApiFault, NotFound)


class TaskFiles:
    """Stores the files of one posted form. Who asks is looked up when the first file comes."""

    def __init__(self, request: EdgeRequest, target: NodeTarget) -> None:
        self._request = request
        self._target = target
        self._known: tuple[Caller, Package] | None = None

    async def put(self, field: str, name: str, content: AsyncIterator[bytes]) -> Reference:
        """Raises FileRefused: too large, of a wrong kind, or it could not be stored now."""
        most = self._request.resources.settings.max_file_bytes
        try:
            caller, package = await self.look_up()
        except _NOT_NOW:  # whoever handles the form meets the same fault, and tells it with the answers kept
            raise FileRefused(SchemaError(f"/{field}", "storing", "", {})) from None
        intake = intake_of(package, field, most)
        arriving = await intake.begin(name, content)
        try:
            return await send_on(self._request.resources.api, self._target, caller, intake, arriving)
        except ApiFault:
            raise intake.refused("storing") from None

    async def look_up(self) -> tuple[Caller, Package]:
        """Who asks, and the package of the task they may see."""
        if self._known is None:
            caller = await caller_of(self._request)
            record = await self._request.resources.tasks.open(self._target, caller)
            self._known = caller, await package_of(self._request, record)
        return self._known


async def send_on(
    api: ApiClient, target: NodeTarget, caller: Caller, intake: Intake, arriving: Arriving
) -> Reference:
    """Stores a file at the API as its pieces come. Raises FileRefused, NotFound, SignInNeeded or ApiFault."""
    headers = {"X-File-Name": quote(arriving.name), "Content-Type": "application/octet-stream"}
    async with api.stream(
        target.files,
        method="POST",
        token=caller.token,
        request_id=caller.request_id,
        headers=headers,
        body=arriving.pieces(),
    ) as answer:
        return _reference(answer.status, await answer.whole(_LONGEST_ANSWER), intake)


@asynccontextmanager
async def read(api: ApiClient, target: NodeTarget, caller: Caller, digest: str) -> AsyncIterator[Answer]:
    """A stored file, as the API delivers it. Raises NotFound, SignInNeeded or ApiFault."""
    path = f"{target.files}/{digest}"
    async with api.stream(path, token=caller.token, request_id=caller.request_id) as answer:
        if answer.status != 200:
            raise _fault_of(answer.status)
        yield answer


_LONGEST_ANSWER = 64 * 1024


def _reference(status: int, body: bytes, intake: Intake) -> Reference:
    if status == 201:
        reference: dict[str, Any] = orjson.loads(body)
        if not is_reference(reference):
            raise ApiGarbage("file reference")
        return reference
    if status == 413:
        raise intake.too_large()
    if status == 409:
        raise intake.refused("many_files")
    raise _fault_of(status)


def _fault_of(status: int) -> Exception:
    if status == 401:
        return SignInNeeded()
    return NotFound() if status in (403, 404, 410) else ApiGarbage(f"status {status}")
