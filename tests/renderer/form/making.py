"""Packages made of a schema, and what a person does with their page."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from renderer.fixtures import Viewer
from renderer.form.decode import decode
from renderer.form.response import to_response
from renderer.form.validate import FieldError
from renderer.package import Package, load
from renderer.page import PageInfo, View, render_page
from tests.renderer.form.browser import Page

FOLDER = "interface-sample"
Json = Mapping[str, Any]


def make(
    schema: Json,
    *,
    ui: Json | None = None,
    context: Json | None = None,
    actions: Sequence[str] = (),
    texts: Json | None = None,
    title: str = "Sample",
    templates: Mapping[str, str] | None = None,
    assets: Mapping[str, bytes] | None = None,
) -> Package:
    """A package whose response is described by `schema`.

    `actions` are lines of TOML, one table each; `context` an example of what the workflow hands over.
    """
    tables = "".join(f"\n[[actions]]\n{action}\n" for action in actions)
    manifest = f"""format = 1
name = "@webapp/{FOLDER}"
title = {json.dumps(title, ensure_ascii=False)}
version = "1.0.0"
locales = ["en"]
{tables}"""
    fixture = {"title": "Usual", "context": context or {}}
    files = {
        "interface.toml": manifest,
        "schema.json": json.dumps({"type": "object", **schema}),
        "context.schema.json": json.dumps(described(context or {})),
        "ui.json": json.dumps(ui or {}),
        "branding.json": "{}",
        "locales/en.json": json.dumps(texts or {"unused": ""}),
        "fixtures/default.json": json.dumps(fixture),
        **{f"templates/{name}": text for name, text in (templates or {}).items()},
    }
    given = {f"assets/{name}": body for name, body in (assets or {}).items()}
    return load({**{path: text.encode() for path, text in files.items()}, **given}, FOLDER)


def described(value: Any) -> Json:
    """A schema that names what is in an example of a context."""
    if isinstance(value, Mapping):
        return {"type": "object", "properties": {name: described(inner) for name, inner in value.items()}}
    return {"type": "array", "items": described(value[0])} if isinstance(value, list) and value else {}


def properties(**schemas: Json) -> Json:
    return {"properties": schemas}


def page_info(**changes: Any) -> PageInfo:
    return PageInfo(
        **(
            {"url": "/task", "asset_root": "/i/-/", "nonce": "n0nce-n0nce-n0nce-n0nce", "key": "k3y"}
            | changes
        )
    )


def view(
    answers: Json | None = None,
    context: Json | None = None,
    errors: Sequence[FieldError] = (),
    viewer: str = "Ada",
    **page: Any,
) -> View:
    given = None if answers is None else dict(answers)
    return View("en", context or {}, Viewer(name=viewer), page_info(**page), given, errors)


def draw(package: Package, answers: Json | None = None, **given: Any) -> Page:
    """The page of a package, as a browser has it."""
    return Page(render_page(package, view(answers, **given)))


def send(package: Package, page: Page, context: Json | None = None) -> dict[str, Any]:
    """The response that comes of sending a page as it stands."""
    return to_response(package, decode(package, page.controls()), context or {})
