"""A node for whoever fills it in: read, save a draft, submit."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Response
from fastapi.responses import Response as PlainResponse

from api import bodies, drafts, next_task, submissions
from api.callers import SignedIn
from api.faults import NotFound
from api.nodes import NodeKey, NodeRow, assigned_to, find_node, open_node
from api.problem import refusals
from api.requests import ApiRoute, DirectRoute, IdempotencyKey
from api.resources import Resources, Use
from identity.principal import Principal

router = APIRouter(
    prefix="/workflow-executions/{execution_uuid:uuid}/nodes/{node_uuid:uuid}",
    route_class=ApiRoute,
    tags=["nodes"],
    responses=refusals(401, 404, 422, 503),
)

IfMatch = Annotated[str | None, Header(alias="If-Match", pattern=r'^"[0-9]{1,9}"$')]


async def show_node(
    execution_uuid: UUID, node_uuid: UUID, workflow_uuid: UUID, who: SignedIn, use: Use
) -> Response:
    """What is needed to draw the node. The first reading pins the release and notes the moment."""
    key = NodeKey(execution_uuid, node_uuid)
    row = await find_node(use, who, key)
    if row.workflow_uuid != workflow_uuid:
        raise NotFound
    if row.pinned_digest is None or row.interface_opened_at is None:
        row = await open_node(use, key)
    return PlainResponse(_node_json(use, who, key, row), media_type="application/json")


router.add_api_route(
    "", show_node, methods=["GET"], response_model=bodies.Node, route_class_override=DirectRoute
)


@router.put("/draft", status_code=204, responses=refusals(400, 409, 410, 412, 413, 415))
async def save_draft(
    execution_uuid: UUID,
    node_uuid: UUID,
    body: bodies.Draft,
    who: SignedIn,
    use: Use,
    response: Response,
    if_match: IfMatch = None,
) -> None:
    """Save answers as they are, unchecked. With If-Match, only on top of that `draft_version`; "0" stands
    for none. The ETag of the answer is the new version."""
    expected = None if if_match is None else int(if_match.strip('"'))
    key = NodeKey(execution_uuid, node_uuid)
    response.headers["ETag"] = f'"{await drafts.save(use, who, key, body.draft, expected)}"'


@router.get("/next", response_model=bodies.NextTask)
async def show_next(execution_uuid: UUID, node_uuid: UUID, who: SignedIn, use: Use) -> dict[str, object]:
    """The next open task of this execution that is assigned to the caller, or null."""
    found = await next_task.after(use, who, NodeKey(execution_uuid, node_uuid))
    if found is None:
        return {"next": None}
    workflow, node = found
    return {"next": {"workflow_uuid": workflow, "execution_uuid": execution_uuid, "node_uuid": node}}


@router.patch("/submit", response_model=bodies.Submitted, responses=refusals(400, 409, 410, 413, 415))
async def submit(
    execution_uuid: UUID,
    node_uuid: UUID,
    body: bodies.Submission,
    who: SignedIn,
    use: Use,
    idempotency_key: IdempotencyKey = None,
) -> dict[str, object]:
    """Check the answer against the pinned release, store it encrypted and let the workflow go on. The
    same answer under the same Idempotency-Key may be sent again; anything else finds the task closed."""
    attempt = submissions.Attempt(who.subject, idempotency_key, body.response_data)
    submitted_at = await submissions.submit(use, who, NodeKey(execution_uuid, node_uuid), attempt)
    return {"status": "submitted", "submitted_at": submitted_at}


def _node_json(use: Resources, who: Principal, key: NodeKey, row: NodeRow) -> bytes:
    """Decrypted and stored JSON is passed through as it is, not parsed and written again."""
    context = use.cipher.decrypt(row.context, key.place("interface_tasks", "context"))
    draft = row.draft and use.cipher.decrypt(row.draft, key.place("interface_drafts", "draft"))
    return orjson.dumps(
        {
            "workflow_uuid": row.workflow_uuid,
            "execution_uuid": key.execution,
            "node_uuid": key.node,
            "interface_uuid": row.interface_uuid,
            "interface_package": row.interface_package,
            "release": {"digest": row.pinned_digest, "commit": row.pinned_commit},
            "config": orjson.Fragment(row.config or "{}"),
            "branding": orjson.Fragment(row.branding or "{}"),
            "context": orjson.Fragment(context),
            "status": row.status_now(),
            "opened_at": row.interface_opened_at,
            "submitted_at": row.interface_submitted_at,
            "expires_at": row.expires_at,
            "draft": draft and orjson.Fragment(draft),
            "draft_saved_at": row.saved_at,
            "draft_version": row.draft_version or 0,
            "submission": _submission(use, who, key, row),
        },
        option=orjson.OPT_UTC_Z,
    )


def _submission(use: Resources, who: Principal, key: NodeKey, row: NodeRow) -> dict[str, object] | None:
    """The copy of the answer, for whom it is meant."""
    if row.interface_response is None or row.submitted_by is None:
        return None
    place = key.place("interface_submissions", "submitted_by")
    sent_by = use.cipher.decrypt(row.submitted_by, place).decode()
    if not use.access.may_reread(who, assigned_to(use, key, row.assigned_user_id), sent_by):
        return None
    place = key.place("workflow_execution_nodes", "interface_response")
    response = orjson.Fragment(use.cipher.decrypt(row.interface_response, place))
    return {"response_data": response, "idempotency_key": row.idempotency_key}
