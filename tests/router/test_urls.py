"""Which process answers which URLs."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.types import Scope

from router import (
    assets,
    gallery,
    health,
    issuer,
    preview,
    preview_assets,
    preview_caller,
    preview_events,
    production,
    proxy,
    signin,
    submission,
    webhook,
)
from router.errors import NotFound
from router.finder import finder_for
from router.nothing import nothing
from router.settings import EdgeSettings, Role
from router.table import Handler
from router.targets.groups import Groups
from tests.router.targets import EXECUTION, NODE, SUBMIT, TASK

INTERFACE = "/44444444-4444-4444-8444-444444444444"
DIGEST = "a" * 40


def settings(role: Role, tmp_path: Path, **changes: object) -> EdgeSettings:
    given = {
        "role": role,
        "issuer": "http://127.0.0.1:8000/issuer",
        "client_ids": "one",
        "dev_issuer": tmp_path,
        "api_url": "http://127.0.0.1:8080",
        "git_url": "file:///packages.git",
    }
    return EdgeSettings.model_validate(given | changes)


def scope_of(method: str, path: str) -> Scope:
    """What the rules look at, in a process where no traffic is shifted."""
    state = {"resources": SimpleNamespace(groups=Groups((), (), None))}
    return {"method": method, "path": path, "raw_path": path.encode(), "headers": [], "state": state}


def answers(given: EdgeSettings, method: str, path: str) -> Handler:
    """Who answers in a process with these settings."""
    scope = scope_of(method, path)
    return finder_for(given).find(scope)[0].handler


EVERYWHERE: list[tuple[str, str, Handler]] = [
    ("GET", "/livez", health.livez),
    ("GET", "/readyz", health.readyz),
    ("GET", "/healthz", health.readyz),
    ("GET", f"/i/-/{DIGEST}/style.css", assets.show),
    ("HEAD", f"/i/-/{DIGEST}/fonts/a.woff2", assets.show),
    ("POST", SUBMIT, submission.submit),
]
PREVIEW: list[tuple[str, str, Handler]] = [
    ("GET", INTERFACE, preview.show),
    ("POST", INTERFACE, preview.check),
    ("GET", f"{INTERFACE}/events", preview_events.show),
    ("POST", f"{INTERFACE}/token", preview_caller.mint),
    ("GET", f"{INTERFACE}/-/{DIGEST}/style.css", preview_assets.show),
    ("GET", "/", gallery.show),
    ("GET", "/signin", signin.begin),
    ("GET", "/signin/callback", signin.finish),
    ("POST", "/signout", signin.ask_to_leave),
    ("POST", "/signin/out", signin.leave),
    ("GET", "/signin/out", signin.left),
    ("GET", "/issuer/.well-known/jwks.json", issuer.keys),
    ("POST", "/issuer/authorize", issuer.allow),
    ("POST", "/issuer/token", issuer.token),
    ("GET", "/i", proxy.forward),
    ("GET", "/i/x", nothing),
    ("POST", f"/i/x/{NODE}/{EXECUTION}", nothing),
    ("GET", "/interfaces", proxy.forward),
    ("PATCH", "/interfaces/x", proxy.forward),
    ("GET", f"{INTERFACE}/other", proxy.forward),
    ("POST", "/webhooks/github", webhook.take),
    ("POST", "/webhooks/gitlab", proxy.forward),
    ("GET", f"/edges{INTERFACE}/events", nothing),
]
TASKS: list[tuple[str, str, Handler]] = [
    ("GET", TASK, production.show),
    ("HEAD", TASK, production.show),
    ("POST", TASK, production.submit),
]


@pytest.mark.parametrize(("method", "path", "handler"), [*EVERYWHERE, *PREVIEW, *TASKS])
def test_the_router_serves_everything(tmp_path: Path, method: str, path: str, handler: Handler) -> None:
    assert answers(settings("router", tmp_path), method, path) is handler


@pytest.mark.parametrize(("method", "path", "handler"), [*EVERYWHERE, *PREVIEW, ("GET", TASK, nothing)])
def test_preview_serves_everything_but_tasks(
    tmp_path: Path, method: str, path: str, handler: Handler
) -> None:
    assert answers(settings("preview", tmp_path), method, path) is handler


@pytest.mark.parametrize(("method", "path", "handler"), [*EVERYWHERE, *TASKS])
def test_production_serves_tasks(tmp_path: Path, method: str, path: str, handler: Handler) -> None:
    assert answers(settings("production", tmp_path), method, path) is handler


@pytest.mark.parametrize("path", [INTERFACE, "/", "/signin", "/interfaces", "/i/x/y"])
def test_production_serves_nothing_else(tmp_path: Path, path: str) -> None:
    assert answers(settings("production", tmp_path), "GET", path) is nothing


@pytest.mark.parametrize("path", ["/", "/signin", "/issuer/.well-known/jwks.json"])
def test_the_pages_of_development_are_there_in_development_alone(tmp_path: Path, path: str) -> None:
    outside = settings("router", tmp_path, dev_issuer=None, issuer="https://issuer.example/pool")

    assert answers(outside, "GET", path) is proxy.forward


def test_where_people_sign_in_at_the_issuer_there_is_no_other_page_of_development(tmp_path: Path) -> None:
    signing_in: dict[str, object] = {
        "dev_issuer": None,
        "issuer": "https://issuer.example/pool",
        "sign_in_client": "one",
        "public_url": "https://forms.example.com",
        "session_keys": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    }
    outside = settings("router", tmp_path, **signing_in)

    assert answers(outside, "GET", "/signin") is signin.begin
    assert answers(outside, "GET", "/issuer/authorize") is proxy.forward


def test_a_preview_on_its_own_proxies_nothing(tmp_path: Path) -> None:
    alone = settings("preview", tmp_path, api_url="", git_url="", packages=tmp_path)

    assert answers(alone, "GET", "/interfaces") is nothing


def test_the_empty_path_is_nobodys(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        answers(settings("router", tmp_path), "GET", "")
