"""The page of a task: shown, worked on, and handed in."""

from starlette.types import ASGIApp

from identity.refusal import KeySetUnavailable, TokenRefused
from renderer.faults import PackageFaults
from router.accept import wants_page
from router.after import next_task
from router.caller import Caller, caller_of
from router.errors import ReleaseFault, SignInNeeded
from router.form_post import read_form
from router.kept import kept_page
from router.posted import Posted
from router.problems import problem_of
from router.reply import Reply, redirect
from router.request import EdgeRequest
from router.same_origin import check_same_origin
from router.task import NodeTarget
from router.task_files import TaskFiles
from router.task_page import TaskPage, task_page


async def show(request: EdgeRequest) -> ASGIApp:
    """The form or a step of it, or the done page once it was handed in. One call to the API."""
    caller = await caller_of(request)
    target = NodeTarget.of(request.params)
    drawn = await _open(request, target, caller)
    if drawn.record.status == "open":
        return _step(request, drawn)
    return drawn.done(next_task=await _next(request, target, caller, drawn))


async def submit(request: EdgeRequest) -> ASGIApp:
    """A posted form: worked on, saved, or handed in. What was typed is never lost."""
    check_same_origin(request)
    target = NodeTarget.of(request.params)
    post = await read_form(request, TaskFiles(request, target))
    try:
        caller = await caller_of(request)
        return await Posted(request, target, caller, post).answer(_open)
    except (SignInNeeded, TokenRefused, KeySetUnavailable, ReleaseFault, PackageFaults) as fault:
        if not wants_page(request.scope["headers"]):
            raise
        return kept_page(request, problem_of(fault), post)


def _step(request: EdgeRequest, drawn: TaskPage) -> Reply:
    """The step that the address names, or the one where the person was."""
    if not drawn.package.ui.steps:
        return drawn.form()
    query = request.query_params
    flow, wanted = drawn.flow(drawn.record.answers), query.get("step", "")
    at = flow.settled(wanted or drawn.record.place)
    if wanted and at != wanted:
        return redirect(drawn.at(at))
    return drawn.form(step=at, then=query.get("then", ""), flow=flow)


async def _open(request: EdgeRequest, target: NodeTarget, caller: Caller) -> TaskPage:
    edge = request.resources
    record = await edge.tasks.open(target, caller)
    edge.seen.remember(target, caller, record)
    return await task_page(request, target, caller, record)


async def _next(request: EdgeRequest, target: NodeTarget, caller: Caller, drawn: TaskPage) -> str:
    submitted = drawn.record.status == "submitted"
    return await next_task(request, target, caller, drawn) if submitted else ""
