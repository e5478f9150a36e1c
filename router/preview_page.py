"""The page of a preview: drawn like production's, from an example instead of a task."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from renderer.faults import Fault, PackageFaults
from renderer.form.decode import Answers
from renderer.form.validate import FieldError
from renderer.package import Package
from renderer.page import DryRun, PageInfo, Preview, View, render_page
from router.choice import Choice
from router.shown import Shown

log = logging.getLogger(__name__)

_ROOT = "/{}/-/"  # before the digest
KEY = "preview-sends-nothing"

_OURS = Fault(
    ".", 0, "cannot be drawn, and no line is to blame.", "Undo the last change; the server's log says more."
)


@dataclass(frozen=True)
class Posted:
    """Answers that were posted to a preview, and what came of them."""

    answers: Answers
    redraw: str  # what to post along with the form to come to the same state again
    errors: Sequence[FieldError] = ()
    payload: Mapping[str, Any] | None = None  # None: rows were changed, nothing was checked

    @property
    def dry_run(self) -> DryRun | None:
        return None if self.payload is None else DryRun(not self.errors, self.payload)


def draw(shown: Shown, package: Package, choice: Choice, nonce: str, posted: Posted | None = None) -> str:
    """The HTML of `package`, which is `shown`'s. Raises PackageFaults when it cannot be drawn."""
    choice = choice.settled(package)
    fixture = choice.fixture_of(package)
    view = View(
        locale=choice.locale,
        context=fixture.context,
        viewer=fixture.viewer,
        page=_page_info(shown, package, choice, nonce, posted),
        answers=posted.answers if posted else fixture.draft,
        errors=posted.errors if posted else (),
    )
    try:
        return render_page(package, view)
    except PackageFaults:
        raise
    except Exception as error:
        log.exception("package %s could not be drawn", package.folder)
        raise PackageFaults(package.folder, [_OURS]) from error


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
