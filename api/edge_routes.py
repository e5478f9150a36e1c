"""The line between the API and edges. It is theirs alone: not in the OpenAPI document, and not proxied."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from api import edges
from api.edge_stream import messages_to
from api.faults import NotFound
from api.queries import SQL
from api.requests import EdgeRoute
from api.resources import Use

router = APIRouter(prefix="/edges/{edge:uuid}", route_class=EdgeRoute, include_in_schema=False)

Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]


class Loaded(BaseModel):
    """An edge did what it could to load what a preparation asked for."""

    model_config = ConfigDict(extra="forbid")

    preparation: UUID


class Sync(BaseModel):
    """How far a preview follows its branch."""

    model_config = ConfigDict(extra="forbid")

    branch: Annotated[str, Field(min_length=1, max_length=200)]
    commit: Commit | None
    synced_at: datetime | None
    error: Annotated[str, Field(max_length=1_000)]


@router.get("/events")
async def listen(edge: UUID, use: Use, role: Literal["router", "production", "preview"]) -> StreamingResponse:
    """`load`: releases to have ready; `pushed`: a commit that the preview branch is at."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(messages_to(use, edge, role), media_type="text/event-stream", headers=headers)


@router.post("/loaded", status_code=204)
async def loaded(edge: UUID, body: Loaded, use: Use) -> None:
    """Told to whichever process waits for it."""
    data = {"preparation": str(body.preparation), "edge": str(edge)}
    async with use.database.connection() as connection:
        await edges.tell(connection, "loaded", data)


@router.put("/sync", status_code=204)
async def report_sync(edge: UUID, body: Sync, use: Use) -> None:
    """Kept for whoever asks, and told to the other previews when it is news. Raises NotFound."""
    values = {"edge": edge, **body.model_dump()}
    async with use.database.transaction() as connection:
        moved = await (await connection.execute(SQL["report_sync"], values)).fetchone()
        if moved is None:
            raise NotFound
        if moved[0] and body.commit:
            await edges.tell(connection, "pushed", {"commit": body.commit})
