"""A task drawn for its caller: the form or a step of it, a question before sending, or what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

from renderer.fixtures import Viewer
from renderer.form.decode import Answers
from renderer.form.manner import is_zone
from renderer.form.response import to_response
from renderer.form.stage import Stage
from renderer.form.steps import Flow, asked, flow_of, share
from renderer.form.validate import FieldError
from renderer.package import Package
from renderer.page import PageInfo, View, page_pieces, render_confirm, render_done
from renderer.ui import CHECK
from router.caller import Caller
from router.fingerprint import NO_ANSWERS, fingerprint
from router.form_post import FormPost, new_key
from router.locale import CHOICE, chosen_locale, known_locale
from router.reply import Reply
from router.request import EdgeRequest
from router.security import beyond, new_nonce, page
from router.task import NodeRecord, NodeTarget, Status
from router.turns import TURN, next_turn
from telemetry.metric import RENDER_SECONDS
from telemetry.metrics import Metrics
from typed.record import dataclass

ASSETS = "/i/-/"


@dataclass(frozen=True)
class TaskPage:
    """Everything the page of one request depends on, before anything was posted."""

    package: Package
    record: NodeRecord
    locale: str
    path: str
    chosen: str  # the locale, where the address names it
    viewer: Viewer
    turn: str
    metrics: Metrics
    sign_in: str = ""

    @property
    def url(self) -> str:
        """Where the task is opened."""
        return self.at("")

    def at(self, step: str, then: str = "", turn: str = "") -> str:
        """The address of a step; `then` is where the person wants to be afterwards, `turn` is for posting."""
        return self.path + _query(self.chosen, step, then, turn)

    def flow(self, answers: Answers) -> Flow:
        """How a person gets through the form with these answers."""
        return flow_of(self.package, answers, self.record.context, self.locale)

    def known(self, step: str) -> str:
        """Names what is saved of the answers that a page asks for; of the check, of all."""
        answers = self.record.answers
        if not answers:
            return NO_ANSWERS
        return fingerprint(share(None if step == CHECK else asked(self.package, step), answers))

    def errors(self, answers: Answers, step: str, action: str) -> Sequence[FieldError]:
        """What is to be corrected on the page of a step, or in all of the form, for an action to be taken."""
        return self.flow({**answers, "action": action}).errors_of(step) if action else ()

    @property
    def files(self) -> str:
        """What the addresses of its files begin with."""
        return self.path + "/files/"

    def form(
        self,
        *,
        step: str = "",
        then: str = "",
        status: int = 200,
        key: str = "",
        answers: Answers | None = None,
        errors: Sequence[FieldError] = (),
        notices: tuple[str, ...] = (),
        flow: Flow | None = None,
    ) -> Reply:
        """The form, or a step; without `answers` it starts from the draft, or from what is prefilled. `flow`:
        of these answers, where it is known."""
        started = self.record.draft if answers is None else answers
        stage = self._stage(answers, step, flow) if self.package.ui.steps else None
        at = stage.at if stage else ""
        then = then if at != CHECK else ""
        failed = str(started.get("action", "next")) if errors and started else ""
        carried = (("$step", at), ("$then", then), ("$draft", self.known(at)), ("$errors", failed))
        info = self._info(
            self.at(at, then, self.turn),
            key=key or new_key(),
            files=self.files,
            notices=notices,
            autosave=self.package.manifest.task.autosave,
            carried=tuple([pair for pair in carried if pair[1]]),
        )
        response = stage.flow.response if stage and stage.is_check else None
        view = self._view(info, answers=started, errors=errors, stage=stage, response=response)
        return self._reply(page_pieces, view, status)

    def confirm(self, post: FormPost, answers: Answers, action: str) -> Reply:
        """The page that asks once more, with all that was posted."""
        response = to_response(self.package, answers, self.record.context)
        carried = [pair for pair in post.everything if pair[0] != "action"]
        info = self._info(
            self.at(post.step, turn=self.turn),
            carried=(*carried, ("$confirmed", "yes")),
            confirming=action,
        )
        return self._reply(render_confirm, self._view(info, response=response), 200)

    def done(self, *, status: int = 200, notices: tuple[str, ...] = (), next_task: str = "") -> Reply:
        """What is shown when the task takes no answers any more, with the copy of what was sent."""
        copy = self.record.submission
        info = self._info(
            self.url,
            status=self.record.status,
            notices=notices,
            submitted_at=self.record.submitted_at,
            next_task=next_task,
        )
        return self._reply(render_done, self._view(info, response=copy.response if copy else None), status)

    def closed(self, status: Status) -> "TaskPage":
        """The same after the API said that the task is no longer open."""
        return replace(self, record=self.record.closed(status))

    def in_locale(self, locale: str) -> "TaskPage":
        """The same for somebody who chose another language, which the form keeps."""
        return replace(self, locale=locale, chosen=locale)

    def with_record(self, record: NodeRecord) -> "TaskPage":
        """The same task, read or saved again."""
        return replace(self, record=record)

    def _stage(self, answers: Answers | None, step: str, flow: Flow | None) -> Stage:
        flow = flow or self.flow(self.record.answers if answers is None else answers)
        at = step if step in flow.ids else flow.settled(step)
        return Stage(flow, at, {name: self.at(name, CHECK) for name in flow.ids})

    def _info(self, url: str, **given: Any) -> PageInfo:
        return PageInfo(url, ASSETS, new_nonce(), sign_in=self.sign_in, **given)

    def _view(self, info: PageInfo, **given: Any) -> View:
        return View(locale=self.locale, context=self.record.context, viewer=self.viewer, page=info, **given)

    def _reply(self, render: Callable[[Package, View], str | list[bytes]], view: View, status: int) -> Reply:
        manifest = self.package.manifest
        started = perf_counter()
        html = render(self.package, view)
        self.metrics.observe(RENDER_SECONDS, perf_counter() - started)
        return page(
            html,
            view.page.nonce,
            status,
            manifest.embed.frame_ancestors,
            reach=beyond(self.package, _origins(manifest.after_submit.url)),
        )


async def package_of(request: EdgeRequest, record: NodeRecord) -> Package:
    """The release a task is pinned to, as the registry changes it. Raises like `task_page`."""
    release = await request.resources.releases.package(record.digest)
    return release.customised(record.config, record.branding)


async def task_page(request: EdgeRequest, target: NodeTarget, caller: Caller, record: NodeRecord) -> TaskPage:
    """Raises a ReleaseFault or PackageFaults when the release cannot be drawn."""
    package = await package_of(request, record)
    locales, principal, edge = package.manifest.locales, caller.principal, request.resources
    chosen = chosen_locale(request, locales) or ""
    return TaskPage(
        package=package,
        record=record,
        locale=chosen or known_locale(request, locales, principal.locale),
        path=target.url,
        chosen=chosen,
        viewer=_viewer(principal.username, principal.email, principal.zone, edge.settings.time_zone),
        turn=next_turn(request),
        metrics=edge.metrics,
        sign_in="/signin" if edge.settings.signs_in else "",
    )


@lru_cache(1024)
def _query(chosen: str, step: str, then: str, turn: str) -> str:
    given = {CHOICE: chosen, "step": step, "then": then, TURN: turn}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"?{query}" if query else ""


@lru_cache(1024)
def _viewer(name: str, email: str, zone: str, zone_of_all: str) -> Viewer:
    return Viewer(name=name, email=email, zone=zone if is_zone(zone) else zone_of_all)


@lru_cache(1024)
def _origins(url: str) -> tuple[str, ...]:
    """Where a form's answer may lead the browser, beside our own pages."""
    parts = urlsplit(url)
    return (f"{parts.scheme}://{parts.netloc}",) if parts.netloc else ()
