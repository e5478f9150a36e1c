"""The page of a task: shown, worked on, and handed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp

from identity.refusal import KeySetUnavailable, TokenRefused
from renderer.faults import PackageFaults
from renderer.form.decode import Answers, decode
from renderer.form.response import to_response
from renderer.form.rows import UnknownOperation, apply_operation
from renderer.form.validate import FieldError, told, validate
from router.accept import wants_page
from router.caller import Caller, caller_of
from router.errors import AnswersRefused, ApiFault, BadRequest, ReleaseFault, SignInNeeded, TaskClosed
from router.form_post import FormPost, read_form
from router.kept import kept_page
from router.locale import remember, switched_to
from router.problems import problem_of
from router.reply import Reply, redirect
from router.request import EdgeRequest
from router.same_origin import check_same_origin
from router.task import NodeTarget, Status
from router.task_files import TaskFiles
from router.task_page import TaskPage, task_page
from router.tasks import Closed, Refused


async def show(request: EdgeRequest) -> ASGIApp:
    """The form, or the done page once it was handed in. One call to the API."""
    caller = await caller_of(request)
    drawn = await _open(request, NodeTarget.of(request.params), caller)
    return drawn.form() if drawn.record.status == "open" else drawn.done()


async def submit(request: EdgeRequest) -> ASGIApp:
    """A posted form: its rows are changed, or its answers handed in. What was typed is never lost."""
    check_same_origin(request)
    target = NodeTarget.of(request.params)
    post = await read_form(request, TaskFiles(request, target))
    try:
        caller = await caller_of(request)
        return await Posted(request, target, caller, post).answer()
    except (SignInNeeded, TokenRefused, KeySetUnavailable, ReleaseFault, PackageFaults) as fault:
        if not wants_page(request.scope["headers"]):
            raise
        return kept_page(request, problem_of(fault), post)


async def _open(request: EdgeRequest, target: NodeTarget, caller: Caller) -> TaskPage:
    edge = request.resources
    record = await edge.tasks.open(target, caller)
    edge.seen.remember(target, caller, record)
    return await task_page(request, target, caller, record)


@dataclass(frozen=True)
class Posted:
    """One posted form and what becomes of it."""

    request: EdgeRequest
    target: NodeTarget
    caller: Caller
    post: FormPost

    async def answer(self) -> Reply:
        """The form again, or a redirect to the done page."""
        try:
            return await self._answer(await _open(self.request, self.target, self.caller))
        except ApiFault as fault:
            return await self._not_sent(fault)

    async def _answer(self, drawn: TaskPage) -> Reply:
        answers = decode(drawn.package, self.post.pairs)
        if locale := switched_to(self.post.operation, drawn.package.manifest.locales):
            return self._switched(drawn.in_locale(locale, self.target), answers)
        if self.post.refused:
            return self._without_files(drawn, answers)
        if drawn.record.status == "open" and self.post.operation:
            return drawn.form(key=self.post.key, answers=_operated(drawn, answers, self.post.operation))
        response = to_response(drawn.package, answers, drawn.record.context)
        errors = validate(drawn.package, response, drawn.record.context, drawn.locale)
        if errors:
            return self._refused(drawn, answers, errors)
        match await self.request.resources.tasks.submit(self.target, self.caller, response, self.post.key):
            case Closed(status):
                return self._closed(drawn, status)
            case Refused(found):
                return self._refused(drawn, answers, found)
            case _:
                return redirect(drawn.url)

    def _without_files(self, drawn: TaskPage, answers: Answers) -> Reply:
        """The form again: everything is kept but the files that were not taken."""
        errors = told(drawn.package, self.post.refused, drawn.locale)
        return self._refused(drawn, answers, errors, 413 if self.post.is_too_large else 422)

    def _switched(self, drawn: TaskPage, answers: Answers) -> Reply:
        """The same page in the language that was chosen, with all that was typed."""
        if drawn.record.status != "open":
            return drawn.done()
        shown = drawn.form(key=self.post.key, answers=answers)
        return shown.with_header(remember(drawn.locale, self.request.scope["scheme"]))

    async def _not_sent(self, fault: ApiFault) -> Reply:
        """The form with all that was typed, while the API is away."""
        if not wants_page(self.request.scope["headers"]):
            raise fault
        problem = problem_of(fault)
        record = self.request.resources.seen.recall(self.target, self.caller)
        if record is None:
            return kept_page(self.request, problem, self.post)
        drawn = await task_page(self.request, self.target, self.caller, record)
        answers = decode(drawn.package, self.post.pairs)
        return drawn.form(status=problem.status, key=self.post.key, answers=answers, notices=("not-sent",))

    def _refused(
        self, drawn: TaskPage, answers: Answers, errors: Sequence[FieldError], status: int = 422
    ) -> Reply:
        if drawn.record.status != "open":
            return self._closed(drawn, drawn.record.status)
        if not wants_page(self.request.scope["headers"]):
            raise AnswersRefused(errors)
        return drawn.form(status=status, key=self.post.key, answers=answers, errors=errors)

    def _closed(self, drawn: TaskPage, status: Status) -> Reply:
        if not wants_page(self.request.scope["headers"]):
            raise TaskClosed(status)
        if status == "submitted":
            return drawn.closed(status).done(status=409, notices=("already-submitted",))
        return drawn.closed(status).done(status=410)


def _operated(drawn: TaskPage, answers: Answers, operation: str) -> Answers:
    try:
        return apply_operation(drawn.package, answers, operation)
    except UnknownOperation:
        raise BadRequest("The form has no such list or row.") from None
