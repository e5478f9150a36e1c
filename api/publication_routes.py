"""Publish an interface, and see what was published when and by whom."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api import bodies, publishing
from api.callers import AUTHORS_ONLY, SignedIn
from api.problem import refusals
from api.requests import ApiRoute
from api.resources import Use

router = APIRouter(
    route_class=ApiRoute,
    dependencies=[AUTHORS_ONLY],
    tags=["publications"],
    responses=refusals(401, 403, 404, 503),
)


@router.post(
    "/interfaces/{interface_uuid:uuid}/publish",
    status_code=202,
    response_model=bodies.Publication,
    responses=refusals(409, 422),
)
async def publish(interface_uuid: UUID, who: SignedIn, use: Use, response: Response) -> publishing.Row:
    """Make the package as it is on main the live release. Open tasks keep theirs."""
    publication = await publishing.publish_head(use, interface_uuid, who.username)
    response.headers["Location"] = publication["publication_url"]
    return publication


@router.get("/interfaces/{interface_uuid:uuid}/publications", response_model=bodies.Publications)
async def history(interface_uuid: UUID, use: Use) -> dict[str, Any]:
    """The latest first."""
    return {"publications": await publishing.history(use, interface_uuid)}


@router.get("/publications/{publication_id:uuid}", response_model=bodies.Publication)
async def show(publication_id: UUID, use: Use) -> publishing.Row:
    return await publishing.find(use, publication_id)
