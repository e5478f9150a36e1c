"""Pages made to be patched by renderer/static/patch.js, under the same policy as ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import renderer
from router.security import content_policy
from tests.support.serving import served

STATIC = Path(renderer.__file__).parent / "static"
NONCE = "bm9uY2Ugb2YgYSB0ZXN0IQ"  # as long as a real one
POLICY = content_policy(NONCE)
LOADER = f"""<script type="module" nonce="{NONCE}">
  import * as patch from "/static/patch.js";
  import * as keep from "/static/keep.js";
  Object.assign(window, patch, keep);
</script>"""


def document(body: str, head: str = "", attributes: str = "") -> str:
    head = f"<head><title>x</title>{head}{LOADER}</head>"
    return f'<!doctype html><html lang="en" {attributes}>{head}<body>{body}</body></html>'


@contextmanager
def patching_site() -> Iterator[str]:
    """Serves the page that its query holds, and stylesheets whose digest is their colour."""

    async def show(request: Request) -> Response:
        return HTMLResponse(request.query_params["html"], headers={"content-security-policy": POLICY})

    async def style(request: Request) -> Response:
        if request.path_params["digest"] == "gone":
            return Response(status_code=404)
        return Response(f"h1 {{ color: {request.path_params['digest']} }}", media_type="text/css")

    routes = [
        Route("/page", show),
        Route("/x/-/{digest}/{name}", style),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    with served(Starlette(routes=routes)) as url:
        yield url


class Tab:
    """A page that is shown and then patched."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self._site = site

    def show(self, body: str, head: str = "") -> None:
        url = f"{self._site}/page"
        self.page.goto(f"{url}?{_query(document(body, head))}")
        self.page.wait_for_function("window.patchDocument !== undefined")

    def patch(self, body: str, head: str = "", values: str = "keep", attributes: str = "") -> None:
        arguments = [document(body, head, attributes), {"values": values}]
        self.page.evaluate("([html, options]) => patchDocument(html, options)", arguments)

    def mark(self, selector: str) -> None:
        """So that it can be told whether the element is still the same one."""
        self.page.eval_on_selector(selector, "element => { element.marked = true }")

    def is_same(self, selector: str) -> bool:
        return bool(self.page.eval_on_selector(selector, "element => element.marked === true"))


def _query(html: str) -> str:
    return urlencode({"html": html})


def field(name: str, value: str = "", label: str = "Label") -> str:
    control = f'<input id="f-{name}" name="{name}" value="{value}">'
    return f'<div class="field"><label for="f-{name}">{label}</label>{control}</div>'
