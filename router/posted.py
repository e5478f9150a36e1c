"""One posted form of a task, and what becomes of it."""

from collections.abc import Awaitable, Callable, Sequence

import orjson

from renderer.form.decode import Answers, decode
from renderer.form.response import to_response
from renderer.form.rows import UnknownOperation, apply_operation
from renderer.form.steps import asked, merged, turned
from renderer.form.validate import FieldError, told, validate
from renderer.ui import CHECK
from router.accept import wants_page
from router.after import after_submission
from router.caller import Caller
from router.errors import AnswersRefused, ApiFault, BadRequest, TaskClosed
from router.form_post import FormPost
from router.kept import kept_page
from router.locale import remember, switched_to
from router.problems import problem_of
from router.reply import NO_STORE, Reply, redirect, reply
from router.request import EdgeRequest
from router.saving import ClosedMeanwhile, DraftChanged, Saving
from router.task import NodeTarget, Status
from router.task_page import TaskPage, task_page
from router.tasks import Closed, Refused
from typed.record import dataclass

Open = Callable[[EdgeRequest, NodeTarget, Caller], Awaitable[TaskPage]]


@dataclass(frozen=True)
class Posted:
    """A form that `caller` sent for the task `target`."""

    request: EdgeRequest
    target: NodeTarget
    caller: Caller
    post: FormPost

    async def answer(self, open_task: Open) -> Reply:
        """The form again, the step that follows, or a redirect to what comes after."""
        try:
            drawn = await open_task(self.request, self.target, self.caller)
        except ApiFault as fault:
            return await self._not_sent(fault)
        try:
            return await self._answer(drawn)
        except DraftChanged as fault:
            return self._changed(fault.drawn)
        except ClosedMeanwhile as fault:
            return self._closed(drawn, fault.status)
        except ApiFault as fault:
            return await self._not_sent(fault)

    async def _answer(self, drawn: TaskPage) -> Reply:
        if locale := switched_to(self.post.operation, drawn.package.manifest.locales):
            return self._switched(drawn.in_locale(locale))
        if drawn.record.status != "open" and (self.post.go or self.post.operation or drawn.package.ui.steps):
            return await self._late(drawn)
        answers = self._answers(drawn)
        if self.post.refused:
            return self._without_files(drawn, answers)
        if drawn.record.status == "open" and self.post.operation:
            return self._form(drawn, _operated(drawn, answers, self.post.operation))
        if go := turned(drawn.package, self.post.step, self.post.go):
            return await self._go(drawn, answers, go)
        return await self._send(drawn, answers)

    def _without_files(self, drawn: TaskPage, answers: Answers) -> Reply:
        """The form again: everything is kept but the files that were not taken."""
        errors = told(drawn.package, self.post.refused, drawn.locale)
        return self._refused(drawn, answers, errors, 413 if self.post.is_too_large else 422)

    def _switched(self, drawn: TaskPage) -> Reply:
        """The same page in the language that was chosen, with all that was typed."""
        if drawn.record.status != "open":
            return drawn.done()
        answers = self._answers(drawn)
        errors = drawn.errors(answers, self.post.step, self.post.refused_for)
        shown = self._form(drawn, answers, errors=errors)
        return shown.with_header(remember(drawn.locale, self.request.scope["scheme"]))

    async def _go(self, drawn: TaskPage, answers: Answers, go: str) -> Reply:
        """Saves, then shows the step that was asked for. Going on needs a step without mistakes."""
        step = self.post.step
        saving = Saving(self.request, self.target, self.caller, step, self.post.known)
        if go == "save":
            return self._saved(await saving.save(drawn, answers, step), answers)
        flow = drawn.flow(answers)
        errors = flow.errors_of(step) if go == "next" else []
        if errors and not wants_page(self.request.scope["headers"]):
            raise AnswersRefused(errors)
        to, then = flow.turn(go, step, self.post.then)
        saved = await saving.save(drawn, answers, step if errors else to)
        if errors:
            return self._form(saved, answers, status=422, errors=errors)
        return self._to(saved.at(to, then))

    async def _send(self, drawn: TaskPage, answers: Answers) -> Reply:
        if drawn.package.ui.steps:
            Saving(self.request, self.target, self.caller, CHECK, self.post.known).check(drawn, answers)
        response = to_response(drawn.package, answers, drawn.record.context)
        errors = validate(drawn.package, response, drawn.record.context, drawn.locale)
        if errors:
            return self._refused(drawn, answers, errors)
        action = str(response.get("action", ""))
        if self._is_to_confirm(drawn, action):
            return drawn.confirm(self.post, answers, action)
        match await self.request.resources.tasks.submit(self.target, self.caller, response, self.post.key):
            case Closed(status):
                return self._closed(drawn, status)
            case Refused(found):
                return self._refused(drawn, answers, found)
            case _:
                return self._to(await after_submission(self.request, self.target, self.caller, drawn))

    def _is_to_confirm(self, drawn: TaskPage, action: str) -> bool:
        """Whether to ask a person once more; a program knows what it does."""
        if self.post.is_confirmed or not wants_page(self.request.scope["headers"]):
            return False
        open_now = drawn.record.status == "open"
        return open_now and any(a.id == action and a.confirm for a in drawn.package.manifest.actions)

    def _answers(self, drawn: TaskPage) -> Answers:
        """What was posted, on top of what other steps hold."""
        posted = decode(drawn.package, self.post.pairs)
        return merged(asked(drawn.package, self.post.step), drawn.record.answers, posted)

    def _form(
        self,
        drawn: TaskPage,
        answers: Answers,
        *,
        status: int = 200,
        errors: Sequence[FieldError] = (),
        notices: tuple[str, ...] = (),
    ) -> Reply:
        """The page again, with what was typed."""
        return drawn.form(
            step=self.post.step,
            then=self.post.then,
            key=self.post.key,
            answers=answers,
            status=status,
            errors=errors,
            notices=notices,
        )

    def _saved(self, drawn: TaskPage, answers: Answers) -> Reply:
        if wants_page(self.request.scope["headers"]):
            return self._form(drawn, answers, notices=("saved",))
        return reply(
            200, b"application/json", orjson.dumps({"draft": drawn.known(self.post.step)}), [NO_STORE]
        )

    def _changed(self, drawn: TaskPage) -> Reply:
        """Somebody, most likely the same person, saved other answers: shown, and nothing is overwritten."""
        answers = self._answers(drawn)
        if wants_page(self.request.scope["headers"]):
            notice = "answers-changed" if self.post.step == CHECK else "draft-changed"
            return self._form(drawn, answers, status=409, notices=(notice,))
        told = orjson.dumps({"draft": drawn.known(self.post.step)})
        return reply(409, b"application/json", told, [NO_STORE])

    async def _late(self, drawn: TaskPage) -> Reply:
        """The task is closed. If it was this very form that closed it, its answer was lost on the way."""
        copy = drawn.record.submission
        if copy and copy.key == self.post.key:
            return self._to(await after_submission(self.request, self.target, self.caller, drawn))
        return self._closed(drawn, drawn.record.status)

    async def _not_sent(self, fault: ApiFault) -> Reply:
        """The form with all that was typed, while the API is away."""
        if not wants_page(self.request.scope["headers"]):
            raise fault
        problem = problem_of(fault)
        record = self.request.resources.seen.recall(self.target, self.caller)
        if record is None:
            return kept_page(self.request, problem, self.post)
        drawn = await task_page(self.request, self.target, self.caller, record)
        return self._form(drawn, self._answers(drawn), status=problem.status, notices=("not-sent",))

    def _refused(
        self, drawn: TaskPage, answers: Answers, errors: Sequence[FieldError], status: int = 422
    ) -> Reply:
        if drawn.record.status != "open":
            return self._closed(drawn, drawn.record.status)
        if not wants_page(self.request.scope["headers"]):
            raise AnswersRefused(errors)
        return self._form(drawn, answers, status=status, errors=errors)

    def _closed(self, drawn: TaskPage, status: Status) -> Reply:
        if not wants_page(self.request.scope["headers"]):
            raise TaskClosed(status)
        if status == "submitted":
            return drawn.closed(status).done(status=409, notices=("already-submitted",))
        return drawn.closed(status).done(status=410)

    def _to(self, url: str) -> Reply:
        if not self.post.is_scripted:
            return redirect(url)
        return reply(200, b"application/json", orjson.dumps({"location": url}), [NO_STORE])


def _operated(drawn: TaskPage, answers: Answers, operation: str) -> Answers:
    try:
        return apply_operation(drawn.package, answers, operation)
    except UnknownOperation:
        raise BadRequest("The form has no such list or row.") from None
