"""The outbox for people: what waits, what is dead, try it again."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api import outbox
from api.callers import MANAGERS_ONLY
from api.delivery import Kind
from api.problem import refusals
from api.requests import ApiRoute
from api.resources import Use

router = APIRouter(
    prefix="/outbox",
    route_class=ApiRoute,
    dependencies=[MANAGERS_ONLY],
    tags=["outbox"],
    responses=refusals(401, 403, 422, 503),
)

PAGE = 100


class OutboxMessage(BaseModel):
    """Never what was answered: only what it is about, and how it went."""

    message_id: UUID
    kind: Kind
    state: outbox.State
    workflow_uuid: UUID
    execution_uuid: UUID
    node_uuid: UUID
    target: str | None
    created_at: datetime
    attempts: int
    next_attempt_at: datetime
    last_fault: str | None


class OutboxMessages(BaseModel):
    messages: list[OutboxMessage]


@router.get("", response_model=OutboxMessages)
async def list_messages(
    use: Use,
    state: outbox.State = "waiting",
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> dict[str, Any]:
    """Messages to workflow engines, the oldest first. `after` is the last message of the page before."""
    return {"messages": await outbox.list_messages(use, state, after, limit)}


@router.post("/{message_id:uuid}/retry", status_code=204, responses=refusals(404))
async def retry(message_id: UUID, use: Use) -> None:
    """Deliver a message again at once, also a dead one. What was delivered is not delivered again."""
    await outbox.retry(use, message_id)
