"""The files of a node: sent by whoever fills it in, and read by the same person."""

from typing import Annotated
from urllib.parse import quote, unquote
from uuid import UUID

from fastapi import APIRouter, Header, Path, Request
from fastapi.responses import StreamingResponse

from api import bodies, files
from api.callers import SignedIn
from api.faults import BodyTooLarge
from api.nodes import NodeKey
from api.problem import refusals
from api.requests import ApiRoute
from api.resources import Use
from renderer.form.files import Reference, plain_name

router = APIRouter(
    prefix="/workflow-executions/{execution_uuid:uuid}/nodes/{node_uuid:uuid}/files",
    route_class=ApiRoute,
    tags=["nodes"],
    responses=refusals(401, 404, 422, 503),
)

FileName = Annotated[
    str, Header(alias="X-File-Name", description="Percent-encoded UTF-8.", pattern=r"^[!-~]{1,1000}$")
]
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.post(
    "",
    status_code=201,
    response_model=bodies.FileReference,
    responses=refusals(400, 408, 409, 410, 413),
    openapi_extra={
        "requestBody": {"content": {"application/octet-stream": {"schema": {}}}, "required": True}
    },
)
async def send_file(
    execution_uuid: UUID, node_uuid: UUID, request: Request, name: FileName, who: SignedIn, use: Use
) -> Reference:
    """Store a file, which is the body as it is. The answer is how a response refers to it."""
    limit = use.settings.max_file_bytes
    if int(request.headers.get("content-length", 0)) > limit:
        raise BodyTooLarge(limit)
    key = NodeKey(execution_uuid, node_uuid)
    return await files.store(use, who, key, plain_name(unquote(name)), request.stream())


@router.get("/{digest}", response_class=StreamingResponse)
async def read_file(
    execution_uuid: UUID, node_uuid: UUID, digest: Digest, who: SignedIn, use: Use
) -> StreamingResponse:
    """The file, for the person who sent it."""
    file = await files.find(use, who, NodeKey(execution_uuid, node_uuid), digest)
    told = file.reference
    headers = {
        "Content-Length": str(told["size"]),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(told['name'], safe='')}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return StreamingResponse(files.content(use, file), headers=headers, media_type=told["media_type"])
