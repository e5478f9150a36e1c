"""The registry for those who build: create, list, read, change, archive, watch."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse

from api import bodies, interfaces
from api.callers import BUILDERS_ONLY, MANAGERS_ONLY, SignedIn
from api.event_stream import changes_of
from api.faults import ConditionMissing
from api.problem import refusals
from api.requests import ApiRoute
from api.resources import Use

router = APIRouter(
    prefix="/interfaces",
    route_class=ApiRoute,
    dependencies=[BUILDERS_ONLY],
    tags=["interfaces"],
    responses=refusals(401, 403, 503),
)

IfMatch = Annotated[str | None, Header(alias="If-Match", pattern=r'^(\*|"[0-9]{1,10}")$')]


@router.post(
    "/create",
    status_code=201,
    response_model=bodies.Created,
    responses=refusals(400, 413, 415, 422),
    dependencies=[MANAGERS_ONLY],
)
async def create(body: bodies.NewInterface, use: Use, response: Response) -> dict[str, object]:
    """A new interface for a package that is in the repository. It shows in the preview at once."""
    interface, revision = await interfaces.create(use, body)
    response.headers["Location"] = f"/interfaces/{interface}"
    response.headers["ETag"] = f'"{revision}"'
    return {"interface_uuid": interface}


@router.get("", response_model=bodies.Interfaces)
async def list_all(use: Use) -> dict[str, Any]:
    return {"interfaces": await interfaces.list_all(use)}


@router.get("/{interface_uuid:uuid}", response_model=bodies.Interface, responses=refusals(404))
async def show(interface_uuid: UUID, use: Use, response: Response) -> interfaces.Row:
    """One interface with its live release. Its ETag is what a change must name in If-Match."""
    return _tagged(await interfaces.find(use, interface_uuid), response)


@router.patch(
    "/{interface_uuid:uuid}",
    response_model=bodies.Interface,
    responses=refusals(400, 404, 409, 412, 413, 415, 422, 428),
    dependencies=[MANAGERS_ONLY],
)
async def change(
    interface_uuid: UUID,
    body: bodies.InterfaceChange,
    use: Use,
    response: Response,
    if_match: IfMatch = None,
) -> interfaces.Row:
    """Name, config, branding: each member that is sent replaces the one that is there. Open previews show
    it at once."""
    if if_match is None:
        raise ConditionMissing
    revision = re.sub('"', "", if_match)
    return _tagged(await interfaces.change(use, interface_uuid, revision, body), response)


@router.post(
    "/{interface_uuid:uuid}/archive",
    response_model=bodies.Interface,
    responses=refusals(404),
    dependencies=[MANAGERS_ONLY],
)
async def archive(interface_uuid: UUID, use: Use, response: Response) -> interfaces.Row:
    """No new tasks, changes or publications from now on. Open tasks can be finished."""
    return _tagged(await interfaces.archive(use, interface_uuid), response)


@router.get(
    "/{interface_uuid:uuid}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}, **refusals(404)},
)
async def watch(interface_uuid: UUID, who: SignedIn, use: Use) -> StreamingResponse:
    """Server-sent events: `changed` whenever the interface changes, until the token expires."""
    await interfaces.find(use, interface_uuid)
    stream = changes_of(use.changes, interface_uuid, who.expires)
    return StreamingResponse(
        stream,
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _tagged(row: interfaces.Row, response: Response) -> interfaces.Row:
    response.headers["ETag"] = f'"{row["revision"]}"'
    return row
