"""Publish an interface, go back to an earlier release, and see who did what when."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from api import publication_bodies as bodies
from api import publications, rollback
from api.callers import BUILDERS_ONLY, PUBLISHERS_ONLY, SignedIn
from api.problem import refusals
from api.publication_stream import progress_of
from api.publications import Row, Wish
from api.requests import ApiRoute, IdempotencyKey
from api.resources import Resources, Use

router = APIRouter(
    route_class=ApiRoute,
    dependencies=[BUILDERS_ONLY],
    tags=["publications"],
    responses=refusals(401, 403, 404, 503),
)


@router.post(
    "/interfaces/{interface_uuid:uuid}/publish",
    status_code=202,
    response_model=bodies.PublicationStory,
    responses=refusals(400, 409, 413, 415, 422),
    dependencies=[PUBLISHERS_ONLY],
)
async def publish(
    interface_uuid: UUID,
    who: SignedIn,
    use: Use,
    response: Response,
    body: bodies.PublishWish | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Row:
    """Start bringing the package from the preview branch to `main` and to people. One that runs already, or
    that was asked for under the same Idempotency-Key, is given instead of a second one."""
    asked = body or bodies.PublishWish()
    wish = Wish(
        interface_uuid,
        "publish",
        asked.strategy,
        asked.force,
        asked.reason or "",
        idempotency_key,
        who.username,
        None if asked.commit == "latest" else asked.commit,
    )
    return await _accepted(use, response, await publications.request(use, wish))


@router.post(
    "/interfaces/{interface_uuid:uuid}/rollback",
    status_code=202,
    response_model=bodies.PublicationStory,
    responses=refusals(400, 409, 413, 415, 422),
    dependencies=[PUBLISHERS_ONLY],
)
async def roll_back(
    interface_uuid: UUID,
    body: bodies.RollbackWish,
    who: SignedIn,
    use: Use,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Row:
    """Publish an earlier release again, at once. Open tasks keep theirs."""
    wish = Wish(interface_uuid, "rollback", None, False, body.reason, idempotency_key, who.username)
    target = rollback.Target(body.digest, body.publication_id)
    return await _accepted(use, response, await rollback.roll_back(use, wish, target))


@router.get("/interfaces/{interface_uuid:uuid}/publications", response_model=bodies.Publications)
async def history(interface_uuid: UUID, use: Use) -> dict[str, Any]:
    """The latest first."""
    return {"publications": await publications.history(use, interface_uuid)}


@router.get("/publications/{publication_id:uuid}", response_model=bodies.PublicationStory)
async def show(publication_id: UUID, use: Use) -> Row:
    """One publication with its steps, and what the gate found."""
    return await publications.find(use, publication_id)


@router.get(
    "/publications/{publication_id:uuid}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def watch(publication_id: UUID, who: SignedIn, use: Use) -> StreamingResponse:
    """Server-sent events: `step` as each begins and ends, then `end`."""
    await publications.find(use, publication_id)
    return StreamingResponse(
        progress_of(use, publication_id, who.expires),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _accepted(use: Resources, response: Response, publication: UUID) -> Row:
    found = await publications.find(use, publication)
    response.headers["Location"] = found["publication_url"]
    return found
