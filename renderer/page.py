"""One page for one request: a package, and everything the request chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from renderer.fixtures import Viewer
from renderer.form.decode import Answers
from renderer.form.validate import FieldError
from renderer.package import Package

Status = Literal["open", "submitted", "expired", "cancelled"]
Theme = Literal["auto", "light", "dark"]


@dataclass(frozen=True)
class DryRun:
    """What a preview's submit would have sent. `payload` is the response as it would be stored."""

    valid: bool
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Preview:
    """What the preview's toolbar shows. The page's theme and locale are the chosen ones."""

    fixtures: Sequence[tuple[str, str]]  # id, title
    fixture: str
    locales: Sequence[str]
    dry_run: DryRun | None = None
    # For `<script type="module" src="…preview.js" data-events data-shown data-redraw>`:
    events: str = ""  # URL of this page's server-sent events
    shown: str = ""  # names exactly what this page shows, so that the stream can tell what is new
    redraw: str = ""  # of a page that shows posted answers: what to post with the form to draw it again


@dataclass(frozen=True)
class PageInfo:
    """Where and how the page is shown. `asset_root` ends with a slash: `/i/-/`, `/{interface_uuid}/-/`."""

    url: str
    asset_root: str
    nonce: str
    key: str = ""  # the idempotency key of this form
    mode: Literal["production", "preview"] = "production"
    theme: Theme = "auto"
    status: Status = "open"
    notices: tuple[str, ...] = ()  # "already-submitted", "saved", "not-sent": texts `notice.<id>`
    saved_at: datetime | None = None
    submitted_at: datetime | None = None
    preview: Preview | None = None
    # Follows the root in the URLs of the package's assets. Empty: the package's digest. A preview names the
    # assets alone, so that a new label does not make the browser load the same stylesheet again.
    asset_digest: str = ""


@dataclass(frozen=True)
class View:
    """What one request shows. `answers` None: the form starts from prefill and defaults."""

    locale: str
    context: Mapping[str, Any]
    viewer: Viewer
    page: PageInfo
    answers: Answers | None = None
    errors: Sequence[FieldError] = ()


def render_page(package: Package, view: View) -> str:
    """The page with the form: the package's `templates/page.html` or the default page."""
    raise NotImplementedError


def render_done(package: Package, view: View) -> str:
    """The page of a task that is submitted, expired or cancelled: `templates/done.html` or the default."""
    raise NotImplementedError
