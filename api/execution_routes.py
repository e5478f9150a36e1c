"""For the workflow engine: start an execution, get a node's link."""

from uuid import UUID

from fastapi import APIRouter

from api import bodies, executions
from api.callers import STARTERS_ONLY, SignedIn
from api.execution_keys import Answer, Key
from api.nodes import NodeKey
from api.problem import refusals
from api.requests import ApiRoute, IdempotencyKey
from api.resources import Use

router = APIRouter(
    prefix="/workflow-executions",
    route_class=ApiRoute,
    dependencies=[STARTERS_ONLY],
    tags=["executions"],
    responses=refusals(401, 403, 422, 503),
)


@router.post(
    "", status_code=201, response_model=bodies.StartedExecution, responses=refusals(400, 409, 413, 415)
)
async def start(
    body: bodies.NewExecution, who: SignedIn, use: Use, idempotency_key: IdempotencyKey = None
) -> Answer:
    """Start an execution's human steps. Each context is checked against its interface's live release. The
    same request under the same Idempotency-Key gets the same answer and starts nothing."""
    key = Key(who.subject, idempotency_key) if idempotency_key else None
    return await executions.start(use, body, key)


@router.post(
    "/{execution_uuid:uuid}/nodes/{node_uuid:uuid}/generate-url",
    response_model=bodies.NodeUrl,
    responses=refusals(404, 409),
)
async def generate_url(execution_uuid: UUID, node_uuid: UUID, use: Use) -> dict[str, object]:
    """The production URL of a node. Pins the release that is live now."""
    url, row = await executions.generate_url(use, NodeKey(execution_uuid, node_uuid))
    return {"url": url, "release": {"digest": row.pinned_digest, "commit": row.pinned_commit}}
