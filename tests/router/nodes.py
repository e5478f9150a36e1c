"""The API's side of a task, for the neighbour to play."""

from typing import Any

from tests.router.targets import API_SUBMIT, API_TASK, EXECUTION, NODE, WORKFLOW
from tests.support.neighbour import Answer, Neighbour, answer

SUBMITTED = "2026-11-20T10:30:00+00:00"


def record(digest: str, **changes: Any) -> dict[str, Any]:
    """A node record as the contract has it."""
    return {
        "workflow_uuid": WORKFLOW,
        "execution_uuid": EXECUTION,
        "node_uuid": NODE,
        "interface_uuid": "44444444-4444-4444-8444-444444444444",
        "interface_package": "@webapp/interface-sample",
        "release": {"digest": digest, "commit": "0" * 40},
        "config": {},
        "branding": {},
        "context": {"customer": "Ada"},
        "status": "open",
        "opened_at": "2026-11-20T10:00:00+00:00",
        "submitted_at": None,
        "expires_at": None,
        "draft": None,
        **changes,
    }


def plan_task(neighbour: Neighbour, digest: str, submit: Answer | None = None, **changes: Any) -> None:
    """The neighbour has this task, and takes its submission unless told otherwise."""
    neighbour.on("GET", API_TASK, answer(200, record(digest, **changes)))
    taken = answer(200, {"status": "submitted", "submitted_at": SUBMITTED})
    neighbour.on("PATCH", API_SUBMIT, submit or taken)


def refusal(status: int, slug: str, **members: Any) -> Answer:
    """A problem of the API."""
    return answer(
        status, {"type": f"/problems/{slug}", "title": slug, "status": status, "detail": "", **members}
    )
