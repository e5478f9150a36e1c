"""The audit for those who may see it: what is sealed, in the order of the chain."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from psycopg.rows import dict_row
from pydantic import BaseModel

from api.callers import AUDITORS_ONLY
from api.problem import refusals
from api.queries import SQL
from api.requests import ApiRoute
from api.resources import Use

router = APIRouter(
    route_class=ApiRoute,
    dependencies=[AUDITORS_ONLY],
    tags=["audit"],
    responses=refusals(401, 403, 422, 503),
)

PAGE = 500


class Act(BaseModel):
    """Who did what, when, from where, to what; never what was answered. `hash` links it to all before it."""

    seq: int
    hash: str
    at: datetime
    what: str
    who: str
    client: str
    request_id: str
    trace_id: str | None
    interface_uuid: UUID | None
    execution_uuid: UUID | None
    node_uuid: UUID | None
    facts: dict[str, Any]


class Acts(BaseModel):
    acts: list[Act]


@router.get("/audit", response_model=Acts)
async def list_acts(
    use: Use,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> dict[str, Any]:
    """Acts after the one numbered `after`. `interfaces audit verify` proves that none was changed."""
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["list_acts"], {"after": after, "most": limit})
        return {"acts": [{**row, "hash": row["hash"].hex()} for row in await cursor.fetchall()]}
