"""How the control plane is: what waits, what was given up, and which edges listen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from psycopg.rows import dict_row
from pydantic import BaseModel

from api import queues
from api.callers import MANAGERS_ONLY
from api.problem import refusals
from api.queries import SQL
from api.requests import ApiRoute
from api.resources import Resources, Use

router = APIRouter(
    route_class=ApiRoute, dependencies=[MANAGERS_ONLY], tags=["status"], responses=refusals(401, 403, 503)
)


class Queues(BaseModel):
    """Messages to workflow engines, and publications on their way."""

    waiting: int
    waiting_since: datetime | None
    dead: int
    publications: int


class ConnectedEdge(BaseModel):
    """An edge on the API's line; what it follows, if it shows previews of a branch."""

    edge_id: UUID
    role: str
    seen_at: datetime
    branch: str | None
    commit: str | None
    synced_at: datetime | None
    error: str


class ApiStatus(BaseModel):
    queues: Queues
    edges: list[ConnectedEdge]


@router.get("/status", response_model=ApiStatus)
async def status(use: Use) -> dict[str, Any]:
    """What waits in the database, and the edges that are connected to any process of the API."""
    return {"queues": vars(await queues.count(use.database)), "edges": await _edges(use)}


async def _edges(use: Resources) -> Sequence[Mapping[str, Any]]:
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["connected_edges"])
        return await cursor.fetchall()
