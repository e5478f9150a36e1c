"""The page of a preview: drawn like production's, from an example instead of a task."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from renderer.failure import Stopped
from renderer.faults import Fault, PackageFaults
from renderer.fixtures import Fixture
from renderer.form.decode import Answers
from renderer.form.response import Response, to_response
from renderer.form.stage import Stage
from renderer.form.steps import flow_of
from renderer.form.validate import FieldError
from renderer.package import Package
from renderer.page import DryRun, PageInfo, Preview, View, render_confirm, render_page
from router.choice import Choice
from router.form_post import FormPost
from router.shown import Shown
from typed.record import dataclass

log = logging.getLogger(__name__)

_ROOT = "/{}/-/"  # before the digest
KEY = "preview-sends-nothing"
CARRIED = "$answers"

_OURS = Fault(
    ".", 0, "cannot be drawn, and no line is to blame.", "Undo the last change; the server's log says more."
)


@dataclass(frozen=True)
class Posted:
    """Answers that were posted to a preview, and what came of them."""

    answers: Answers
    redraw: str  # what to post along with the form to come to the same state again
    errors: Sequence[FieldError] = ()
    payload: Mapping[str, Any] | None = None  # None: nothing was to be sent yet
    at: str = ""  # the step to show
    then: str = ""
    notices: tuple[str, ...] = ()
    confirming: str = ""  # the action to ask about once more
    post: FormPost | None = None  # what to carry along while asking

    @property
    def dry_run(self) -> DryRun | None:
        return None if self.payload is None else DryRun(not self.errors, self.payload)


def draw(shown: Shown, package: Package, choice: Choice, nonce: str, posted: Posted | None = None) -> str:
    """The HTML of `package`, which is `shown`'s. Raises PackageFaults when it cannot be drawn."""
    choice = choice.settled(package)
    fixture = choice.fixture_of(package)
    answers = posted.answers if posted else fixture.draft
    stage = _stage(package, choice, answers or {}, posted)
    view = View(
        locale=choice.locale,
        context=fixture.context,
        viewer=fixture.viewer,
        page=_page_info(shown, package, choice, nonce, posted),
        answers=answers,
        errors=posted.errors if posted else (),
        stage=stage,
        response=_to_read(package, fixture, stage, posted),
    )
    view = replace(view, page=replace(view.page, carried=_carried(view, posted)))
    render = render_confirm if posted and posted.confirming else render_page
    try:
        return render(package, view)
    except (PackageFaults, Stopped, MemoryError):
        raise
    except Exception as error:
        log.exception("package %s could not be drawn", package.folder)
        raise PackageFaults(package.folder, [_OURS]) from error


def _stage(package: Package, choice: Choice, answers: Answers, posted: Posted | None) -> Stage | None:
    if not package.ui.steps:
        return None
    flow = flow_of(package, answers, choice.fixture_of(package).context, choice.locale)
    at = posted.at if posted else choice.step
    return Stage(flow, at if at in flow.ids else flow.settled(at))


def _to_read(
    package: Package, fixture: Fixture, stage: Stage | None, posted: Posted | None
) -> Response | None:
    """The answers that the page lists: on the check, and where it asks once more."""
    if posted and posted.confirming:
        return to_response(package, posted.answers, fixture.context)
    return stage.flow.response if stage and stage.is_check else None


def _carried(view: View, posted: Posted | None) -> tuple[tuple[str, str], ...]:
    """What the form posts along: of other steps nothing is stored, so the page holds it."""
    if posted and posted.post:
        sent = [pair for pair in posted.post.everything if pair[0] != "action"]
        return (*sent, ("$confirmed", "yes"))
    if view.stage is None:
        return ()
    then = (("$then", posted.then),) if posted and posted.then else ()
    answers = json.dumps(view.answers or {}, ensure_ascii=False)
    return (("$step", view.stage.at), *then, (CARRIED, answers))


def address(uuid: str, choice: Choice, below: str = "") -> str:
    """The path and query of a preview, or of something below it such as `/events`."""
    return f"/{uuid}{below}{choice.query}"


def asset_root(shown: Shown) -> str:
    """What the URLs of the package's assets begin with."""
    return f"{_ROOT.format(shown.interface.uuid)}{shown.edition.asset_digest}/"


def _page_info(shown: Shown, package: Package, choice: Choice, nonce: str, posted: Posted | None) -> PageInfo:
    uuid = shown.interface.uuid
    return PageInfo(
        url=address(uuid, choice),
        asset_root=_ROOT.format(uuid),
        asset_digest=shown.edition.asset_digest,
        nonce=nonce,
        key=KEY,
        mode="preview",
        theme=choice.theme,
        notices=posted.notices if posted else (),
        confirming=posted.confirming if posted else "",
        preview=Preview(
            fixtures=[(fixture.id, fixture.title) for fixture in package.fixtures.values()],
            fixture=choice.fixture,
            locales=package.manifest.locales,
            dry_run=posted.dry_run if posted else None,
            digest=package.digest,
            events=address(uuid, choice, "/events"),
            shown=shown.content,
            sync=shown.sync.sentence if shown.sync else "",
            stale=bool(shown.sync and shown.sync.error),
            redraw=posted.redraw if posted else "",
        ),
    )
