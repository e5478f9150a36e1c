"""One page for one request: a package, and everything the request chooses."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from jinja2 import Template
from markupsafe import Markup

from renderer.assets import ENGINE
from renderer.failure import TooHungry, TooSlow, placed, template_fault
from renderer.faults import PackageFaults
from renderer.fixtures import Viewer
from renderer.form.decode import Answers
from renderer.form.draw import DrawnForm
from renderer.form.response import Response
from renderer.form.shown import show_form
from renderer.form.stage import Stage
from renderer.form.staged import Staged
from renderer.form.validate import FieldError
from renderer.formats import show_datetime
from renderer.package import Package
from renderer.style import FLOW, PREVIEW, icon
from renderer.texts import Texts

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
    digest: str = ""  # names the package's content; its first digits are shown
    # For `<script type="module" src="…preview.js" data-events data-shown data-redraw>`:
    events: str = ""  # URL of this page's server-sent events
    shown: str = ""  # names exactly what this page shows, so that the stream can tell what is new
    redraw: str = ""  # of a page that shows posted answers: what to post with the form to draw it again
    sync: str = ""  # which commit is shown and when it was last synced; empty where files are shown
    stale: bool = False  # whether the last attempt to sync failed


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
    files: str = ""  # what the URLs of this task's files begin with; empty: they cannot be opened
    notices: tuple[str, ...] = ()  # "already-submitted", "saved", "not-sent": texts `notice.<id>`
    saved_at: datetime | None = None
    submitted_at: datetime | None = None
    preview: Preview | None = None
    carried: tuple[tuple[str, str], ...] = ()  # hidden fields that the form posts along
    autosave: bool = False  # answers are saved as they are typed
    confirming: str = ""  # on the page that asks once more: the id of the action
    sign_in: str = ""  # the URL of a page to sign in on, where there is one
    next_task: str = ""  # after submission: the URL of the same person's next task
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
    stage: Stage | None = None  # None: the form stands on one page
    response: Response | None = None  # answers to read: on the check, before a confirmation, after submission


def render_page(package: Package, view: View) -> str:
    """The page with the form: the package's `templates/page.html` or the default page.

    Raises PackageFaults, with the line of the template, when the package's template cannot show this view.
    """
    return _render(package, package.templates.page, view)


def render_done(package: Package, view: View) -> str:
    """The page of a task that is submitted, expired or cancelled: `templates/done.html` or the default."""
    return _render(package, package.templates.done, view)


def render_confirm(package: Package, view: View) -> str:
    """The page that asks once more before an action that cannot be taken back."""
    return _render(package, package.templates.confirm, view)


def _render(package: Package, template: Template, view: View) -> str:
    try:
        return template.render(template_context(package, view))
    except TooSlow as slow:
        raise TooSlow(placed(slow, package.sources)) from None
    except MemoryError as hungry:
        raise TooHungry(placed(hungry, package.sources)) from None
    except Exception as error:
        fault = template_fault(error, package.sources)
        if fault is None:
            raise
        raise PackageFaults(package.folder, [fault]) from error


def template_context(package: Package, view: View) -> dict[str, Any]:
    """All that a package's template sees."""
    texts = package.texts.get(view.locale) or package.texts[package.default_locale]
    drawn = package.templates.forms[texts.locale]
    asset = _asset_urls(package, view.page)
    staged = Staged(package, texts, view.context, view.stage, view.response, view.errors)
    return {
        "ctx": view.context,
        "form": show_form(package.form.root, package.templates.scope, drawn, texts, view, staged),
        "t": texts,
        "branding": {
            "name": package.branding.name,
            "logo": asset(package.branding.logo) if package.branding.logo else "",
        },
        "viewer": {"name": view.viewer.name, "email": view.viewer.email},
        "page": _page(package, view, texts, drawn, asset),
    }


def _page(
    package: Package, view: View, texts: Texts, drawn: DrawnForm, asset: Callable[[str], str]
) -> dict[str, Any]:
    """`page`: what a template may want to know or place, and what the base template needs."""
    info, root = view.page, package.schema.document
    # A preview links it: so a change of it arrives without the page being drawn again.
    inline = info.mode == "production" and package.inlined_style != ""
    return {
        "title": texts.resolve(package.manifest.title),
        "step": _step(view.stage, texts),
        "intro": texts.resolve(root.get("description", "")),
        "status": info.status,
        "mode": info.mode,
        "languages": _languages(view, drawn),
        "theme": info.theme,
        "version": package.manifest.version,
        "notices": [texts.marked(f"notice.{notice}") for notice in info.notices],
        "saved": _moment(info.saved_at, texts),
        "submitted": _moment(info.submitted_at, texts),
        "has_errors": bool(view.errors),
        "asset": asset,
        "nonce": info.nonce,
        "style": _more(view) + (package.style if inline else package.engine_style),
        "stylesheet": asset("style.css") if "style.css" in package.assets and not inline else "",
        "script": asset("enhance.js") if "enhance.js" in package.assets else "",
        "icon": icon(package.branding.primary, package.branding.name or package.name),
        "engine": f"{info.asset_root}{ENGINE.digest}/",
        "preview": _preview(info.preview) if info.preview else None,
        "url": info.url,
        "carried": info.carried,
        "confirming": _confirming(package, info.confirming, texts),
        "next_task": info.next_task,
        "go_on": package.manifest.after_submit.url,
    }


def _languages(view: View, drawn: DrawnForm) -> Markup:
    """The switch to other languages: where there is a form it takes along what was typed."""
    if view.page.status != "open" or view.page.confirming:
        return drawn.links
    return drawn.step_switch if view.stage and not view.stage.is_check else drawn.switch


def _more(view: View) -> Markup:
    """Styles of the pages alone that have steps or answers to read."""
    return Markup(FLOW if view.stage or view.response is not None else "")  # noqa: S704 - our own


def _step(stage: Stage | None, texts: Texts) -> dict[str, Any] | None:
    """The step a page is about: its title and help, and the how-manieth of how many it is."""
    if stage is None:
        return None
    step = stage.step
    return {
        "title": texts.resolve(step.title) if step else texts("form.check"),
        "help": texts.resolve(step.help) if step else texts("form.check.help"),
        "number": stage.number,
        "count": stage.count,
    }


def _confirming(package: Package, action_id: str, texts: Texts) -> dict[str, str] | None:
    for action in package.manifest.actions:
        if action.id == action_id:
            title = texts.resolve(action.title or f"t:actions.{action.id}")
            return {"id": action.id, "title": title, "style": action.style}
    return None


def _moment(moment: datetime | None, texts: Texts) -> dict[str, str] | None:
    """A moment for people, and for machines."""
    return {"text": show_datetime(moment, texts.locale), "iso": moment.isoformat()} if moment else None


def _asset_urls(package: Package, info: PageInfo) -> Callable[[str], str]:
    root = f"{info.asset_root}{info.asset_digest or package.digest}/"

    def asset(path: str) -> str:
        """The URL of a file below `assets/`."""
        if path not in package.assets:
            raise LookupError(f"page.asset('{path}'): there is no assets/{path}")
        return root + quote(path)

    return asset


def _preview(preview: Preview) -> dict[str, Any]:
    run = preview.dry_run
    return {
        "style": Markup(PREVIEW),  # noqa: S704 - our own
        "fixtures": preview.fixtures,
        "fixture": preview.fixture,
        "locales": preview.locales,
        "digest": preview.digest,
        "events": preview.events,
        "shown": preview.shown,
        "redraw": preview.redraw,
        "sync": preview.sync,
        "stale": preview.stale,
        "valid": run.valid if run else None,
        "payload": json.dumps(run.payload, ensure_ascii=False, indent=2) if run else "",
    }
