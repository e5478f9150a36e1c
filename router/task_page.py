"""A task drawn for its caller: the form, or that there is nothing more to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from renderer.fixtures import Viewer
from renderer.form.decode import Answers
from renderer.form.manner import is_zone
from renderer.form.validate import FieldError
from renderer.package import Package
from renderer.page import PageInfo, View, render_done, render_page
from router.caller import Caller
from router.form_post import new_key
from router.locale import CHOICE, chosen_locale, locale_of
from router.reply import Reply
from router.request import EdgeRequest
from router.security import new_nonce, page
from router.task import NodeRecord, NodeTarget, Status

ASSETS = "/i/-/"


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Everything the page of one request depends on, before anything was posted."""

    package: Package
    record: NodeRecord
    locale: str
    url: str  # where the form is sent, and where the browser goes afterwards
    viewer: Viewer

    @property
    def files(self) -> str:
        """What the addresses of its files begin with."""
        return self.url.partition("?")[0] + "/files/"

    def form(
        self,
        *,
        status: int = 200,
        key: str = "",
        answers: Answers | None = None,
        errors: Sequence[FieldError] = (),
        notices: tuple[str, ...] = (),
    ) -> Reply:
        """The form; without `answers` it starts from the draft, or from what the package prefills."""
        started = self.record.draft if answers is None else answers
        info = PageInfo(
            url=self.url,
            asset_root=ASSETS,
            nonce=new_nonce(),
            key=key or new_key(),
            files=self.files,
            notices=notices,
        )
        html = render_page(self.package, self._view(info, started, errors))
        return self._reply(html, info, status)

    def done(self, *, status: int = 200, notices: tuple[str, ...] = ()) -> Reply:
        """What is shown when the task takes no answers any more."""
        info = PageInfo(
            url=self.url,
            asset_root=ASSETS,
            nonce=new_nonce(),
            status=self.record.status,
            notices=notices,
            submitted_at=self.record.submitted_at,
        )
        return self._reply(render_done(self.package, self._view(info, None, ())), info, status)

    def closed(self, status: Status) -> "TaskPage":
        """The same after the API said that the task is no longer open."""
        return replace(self, record=self.record.closed(status))

    def in_locale(self, locale: str, target: NodeTarget) -> "TaskPage":
        """The same for somebody who chose another language, which the form keeps."""
        return replace(self, locale=locale, url=_url(target, locale))

    def _view(self, info: PageInfo, answers: Answers | None, errors: Sequence[FieldError]) -> View:
        return View(
            locale=self.locale,
            context=self.record.context,
            viewer=self.viewer,
            page=info,
            answers=answers,
            errors=errors,
        )

    def _reply(self, html: str, info: PageInfo, status: int) -> Reply:
        return page(html, info.nonce, status, self.package.manifest.embed.frame_ancestors)


async def package_of(request: EdgeRequest, record: NodeRecord) -> Package:
    """The release a task is pinned to, as the registry changes it. Raises like `task_page`."""
    release = await request.resources.releases.package(record.digest)
    return release.customised(record.config, record.branding)


async def task_page(request: EdgeRequest, target: NodeTarget, caller: Caller, record: NodeRecord) -> TaskPage:
    """Raises a ReleaseFault or PackageFaults when the release cannot be drawn."""
    package = await package_of(request, record)
    locales = package.manifest.locales
    principal = caller.principal
    chosen = chosen_locale(request, locales)
    zone = principal.zone if is_zone(principal.zone) else request.resources.settings.time_zone
    return TaskPage(
        package=package,
        record=record,
        locale=chosen or locale_of(request, locales, principal.locale),
        url=_url(target, chosen) if chosen else target.url,
        viewer=Viewer(name=principal.username, email=principal.email, zone=zone),
    )


def _url(target: NodeTarget, locale: str) -> str:
    return f"{target.url}?{CHOICE}={locale}"
