"""The front page of development: every interface of the workspace, and sample tasks to try."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from anyio.to_thread import run_sync
from starlette.types import ASGIApp

from identity.refusal import KeySetUnavailable, TokenRefused
from renderer.package import Package
from renderer.site import render_site
from router.caller import caller_of
from router.edition import Edition
from router.errors import SignInNeeded
from router.locale import negotiate, site_locale
from router.registry import workspace_uuid
from router.request import EdgeRequest
from router.security import new_nonce, page

Card = Mapping[str, Any]

_TOLD = ("title", "url", "interface_package", "assigned_to")  # about a task


async def show(request: EdgeRequest) -> ASGIApp:
    """Links only: whoever follows one must be signed in to see more."""
    nonce, locale = new_nonce(), site_locale(request)
    tasks = await run_sync(_tasks, request.resources.settings.tasks_file)
    interfaces = [_card(edition, tasks, locale) for edition in _editions(request)]
    names = [interface["name"] for interface in interfaces]
    html = render_site(
        "gallery",
        locale=locale,
        theme="auto",
        nonce=nonce,
        username=await _username(request),
        interfaces=interfaces,
        tasks=[task for task in tasks if task["interface_package"] not in names],
    )
    return page(html, nonce)


def _editions(request: EdgeRequest) -> Sequence[Edition]:
    previews = request.resources.optional_previews
    if previews is None:
        return ()
    return [previews.editions.look(folder) for folder in previews.editions.folders()]


def _card(edition: Edition, tasks: Sequence[Card], locale: str) -> Card:
    """What the gallery says about a package; one that never could be loaded has only its faults."""
    faults = [str(fault) for fault in edition.faults]
    if edition.package is None:
        return {"title": edition.folder, "name": "", "url": "", "faults": faults, "tasks": ()}
    package = edition.package
    return {
        "title": _title(package, locale),
        "name": package.name,
        "url": f"/{workspace_uuid(package.name)}",
        "version": package.manifest.version,
        "locales": package.manifest.locales,
        "faults": faults,
        "tasks": [task for task in tasks if task["interface_package"] == package.name],
    }


def _title(package: Package, locale: str) -> str:
    return package.texts[negotiate(locale, package.manifest.locales)].resolve(package.manifest.title)


def _tasks(file: Path | None) -> Sequence[Card]:
    """The sample tasks that the demo wrote down. None before it did."""
    try:
        rows = orjson.loads(file.read_bytes()) if file else []
        return [{name: row.get(name) for name in _TOLD} for row in rows]
    except (OSError, ValueError, TypeError, AttributeError):
        return ()


async def _username(request: EdgeRequest) -> str:
    try:
        return (await caller_of(request)).principal.username
    except (SignInNeeded, TokenRefused, KeySetUnavailable):
        return ""
