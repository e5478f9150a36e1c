"""Move the open tasks of an interface to another release, as far as they fit it."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from api.bodies import Sent
from api.callers import PUBLISHERS_ONLY, SignedIn
from api.moving import Move, Moved, move_open_tasks
from api.problem import refusals
from api.requests import ApiRoute
from api.resources import Use

router = APIRouter(
    route_class=ApiRoute,
    dependencies=[PUBLISHERS_ONLY],
    tags=["publications"],
    responses=refusals(400, 401, 403, 404, 413, 415, 422, 503),
)

ReleaseName = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{40}|[0-9]+\.[0-9]+\.[0-9]+)?$")]


class MoveWish(Sent):
    to: ReleaseName = Field("", description="a digest or a version that was live; empty: the live release")
    dry_run: bool = Field(False, description="only tell what would be moved")


class Misfit(BaseModel):
    """One thing that does not fit, never with what was answered."""

    part: Literal["context", "answers"]
    pointer: str
    keyword: str
    message: str


class Stayed(BaseModel):
    id: str = Field(description="execution_uuid/node_uuid")
    misfits: tuple[Misfit, ...]


class TasksMoved(BaseModel):
    """`stayed` counts the tasks that keep their release, `examples` names up to 100 of them."""

    digest: str
    version: str
    dry_run: bool
    moved: int
    stayed: int
    examples: list[Stayed]


@router.post("/interfaces/{interface_uuid:uuid}/migrate-tasks", response_model=TasksMoved)
async def migrate_tasks(interface_uuid: UUID, who: SignedIn, use: Use, body: MoveWish | None = None) -> Moved:
    """Move every open task whose context and saved answers fit the release; the others keep theirs."""
    asked = body or MoveWish()
    return await move_open_tasks(use, Move(interface_uuid, asked.to, who.username, asked.dry_run))
