"""One page for one request: a package, and everything the request chooses."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Literal

from jinja2 import Template
from markupsafe import Markup

from renderer.around import (
    Filling,
    Shape,
    Step,
    Switch,
    asset_url,
    branding_of,
    filled,
    page_around,
    style_of,
)
from renderer.failure import TooHungry, TooSlow, placed, template_fault
from renderer.faults import PackageFaults
from renderer.fixtures import Viewer
from renderer.form.blocks import BlockReader
from renderer.form.decode import Answers
from renderer.form.manner import Manner
from renderer.form.moments import show_moment
from renderer.form.response import Response
from renderer.form.runs import Frame
from renderer.form.shown import ShownForm, encoded, show_form
from renderer.form.stage import Stage
from renderer.form.staged import Staged
from renderer.form.validate import FieldError
from renderer.message import write
from renderer.package import Package
from renderer.style import PREVIEW
from renderer.texts import Texts, direction
from typed.record import dataclass

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
    return b"".join(page_pieces(package, view)).decode()


def page_pieces(package: Package, view: View) -> list[bytes]:
    """The same as it is sent, in pieces."""
    return _pieces(package, package.templates.page, view)


def render_done(package: Package, view: View) -> str:
    """The page of a task that is submitted, expired or cancelled: `templates/done.html` or the default."""
    return b"".join(_pieces(package, package.templates.done, view)).decode()


def render_confirm(package: Package, view: View) -> str:
    """The page that asks once more before an action that cannot be taken back."""
    return b"".join(_pieces(package, package.templates.confirm, view)).decode()


def _pieces(package: Package, template: Template, view: View) -> list[bytes]:
    try:
        return _drawn(package, template, view)
    except TooSlow as slow:
        raise TooSlow(placed(slow, package.sources)) from None
    except MemoryError as hungry:
        raise TooHungry(placed(hungry, package.sources)) from None
    except Exception as error:
        fault = template_fault(error, package.sources)
        if fault is None:
            raise
        raise PackageFaults(package.folder, [fault]) from error


def _drawn(package: Package, template: Template, view: View) -> list[bytes]:
    """In production the page around the form is filled, not drawn again."""
    is_plain = template is package.templates.page and not package.templates.has_own_page
    shape = _shape(package, view, is_plain)
    if shape.mode == "preview" or view.page.saved_at:
        return list(map(str.encode, template.generate(template_context(package, view))))
    form, around = _form(package, view, shape), package.around(shape)
    filling = Filling(
        around,
        view.page.nonce,
        _signed_in(view, package.texts[shape.locale]),
        (lambda: (form.errors.encode(),)) if view.errors else None,
    )
    if is_plain:
        return filling.pieces((partial(encoded, form),))
    return filled(template, _context(package, view, shape, around.page, form), filling)


def template_context(package: Package, view: View) -> dict[str, Any]:
    """All that a package's template sees."""
    shape = _shape(package, view, is_plain=False)
    form = _form(package, view, shape)
    return _context(package, view, shape, page_around(package, shape), form)


def _context(
    package: Package, view: View, shape: Shape, around: Mapping[str, Any], form: ShownForm
) -> dict[str, Any]:
    root = _root(shape)
    texts = package.texts[shape.locale]

    def asset(path: str) -> str:
        """The URL of a file below `assets/`."""
        return asset_url(package, root, path)

    return {
        "ctx": view.context,
        "form": form,
        "t": texts,
        "branding": branding_of(package, root),
        "viewer": {"name": view.viewer.name, "email": view.viewer.email, "zone": view.viewer.zone},
        "page": {
            **around,
            "asset": asset,
            "style": style_of(package, shape),
            "signed_in": _signed_in(view, texts),
            **_of_request(package, view, texts),
        },
    }


def _form(package: Package, view: View, shape: Shape) -> ShownForm:
    texts, drawn = package.texts[shape.locale], package.templates.forms[shape.locale]
    manner = Manner(shape.locale, view.viewer.zone)
    staged = Staged(package, texts, manner, view)
    blocks = _blocks(package, view, shape, manner) if package.ui.blocks else ()
    return show_form(package.form.root, package.templates.scope, drawn, manner, texts, view, staged, blocks)


def _blocks(package: Package, view: View, shape: Shape, manner: Manner) -> list[list[Frame]]:
    asset, sources = partial(asset_url, package, _root(shape)), package.manifest.content.sources
    reader = BlockReader(view.context, package.texts[shape.locale], manner, asset, sources)
    return [reader.frames(block) for block in package.ui.blocks]


def _root(shape: Shape) -> str:
    """What the URLs of the package's assets begin with."""
    return f"{shape.asset_root}{shape.asset_digest}/"


def _shape(package: Package, view: View, is_plain: bool) -> Shape:
    info = view.page
    locale = view.locale if view.locale in package.texts else package.default_locale
    return Shape(
        locale,
        info.mode,
        info.theme,
        _switch(view),
        bool(view.errors),
        view.stage is not None or view.response is not None,
        bool(view.viewer.name),
        _step(view.stage, package.texts[locale]),
        info.notices,
        info.asset_root,
        info.asset_digest or package.digest,
        is_plain,
    )


def _of_request(package: Package, view: View, texts: Texts) -> dict[str, Any]:
    """The share of `page` that no other request has."""
    info = view.page
    return {
        "status": info.status,
        "saved": _moment(info.saved_at, view, texts),
        "submitted": _moment(info.submitted_at, view, texts),
        "nonce": info.nonce,
        "preview": _preview(info.preview) if info.preview else None,
        "url": info.url,
        "carried": info.carried,
        "confirming": _confirming(package, info.confirming, texts),
        "next_task": info.next_task,
        "go_on": package.manifest.after_submit.url,
    }


def _signed_in(view: View, texts: Texts) -> str:
    name = view.viewer.name
    return _greeting(texts.entries["page.signed_in"], name, texts.locale) if name else ""


@lru_cache(1024)
def _greeting(text: str, name: str, locale: str) -> str:
    """A person opens one page after the other."""
    return write(text, {"name": name}, locale, direction(locale))


def _switch(view: View) -> Switch:
    """Which switch to other languages: where there is a form it takes along what was typed."""
    if view.page.status != "open" or view.page.confirming:
        return "links"
    return "step_switch" if view.stage and not view.stage.is_check else "switch"


def _step(stage: Stage | None, texts: Texts) -> Step | None:
    if stage is None:
        return None
    step = stage.step
    title = texts.resolve(step.title) if step else texts("form.check")
    help_text = texts.resolve(step.help) if step else texts("form.check.help")
    return Step(title, help_text, stage.number, stage.count)


def _confirming(package: Package, action_id: str, texts: Texts) -> dict[str, str] | None:
    for action in package.manifest.actions:
        if action.id == action_id:
            title = texts.resolve(action.title or f"t:actions.{action.id}")
            return {"id": action.id, "title": title, "style": action.style}
    return None


def _moment(moment: datetime | None, view: View, texts: Texts) -> dict[str, str] | None:
    """A moment for people, and for machines."""
    if moment is None:
        return None
    return {"text": show_moment(moment, Manner(texts.locale, view.viewer.zone)), "iso": moment.isoformat()}


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
