"""Where a person goes after their answers were taken."""

from router.caller import Caller
from router.errors import ApiFault, NotFound
from router.request import EdgeRequest
from router.task import NodeTarget
from router.task_page import TaskPage


async def after_submission(request: EdgeRequest, target: NodeTarget, caller: Caller, drawn: TaskPage) -> str:
    """As the manifest says: the page with the copy, a page elsewhere, or the person's next task."""
    after = drawn.package.manifest.after_submit
    if after.mode == "redirect":
        return after.url
    return await next_task(request, target, caller, drawn) or drawn.url


async def next_task(request: EdgeRequest, target: NodeTarget, caller: Caller, drawn: TaskPage) -> str:
    """The URL of the same person's next task, where the manifest asks for it; empty when there is none.

    The answers are in: a fault of the API now is no reason to show anything but that.
    """
    if drawn.package.manifest.after_submit.mode != "next-task":
        return ""
    try:
        found = await request.resources.tasks.after(target, caller)
    except (ApiFault, NotFound):
        return ""
    return found.url if found else ""
