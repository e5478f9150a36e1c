"""A preview open in a browser, and its package on disk."""

from playwright.sync_api import BrowserContext, Page, Response

from tests.renderer.good import FILES, FOLDER
from tests.support.previewing import PreviewEdge, preview_path

PREVIEW = preview_path(FOLDER)
TEMPLATE = """{% extends "base.html" %}
{% block before %}<p class="before">Before</p>{% endblock %}
{% block content %}{{ form }}{% endblock %}
"""
STYLE = "h1 { outline-color: rgb(200, 0, 0) }\n"
STYLED = FILES | {"templates/page.html": TEMPLATE, "assets/style.css": STYLE}


class Preview:
    """An open preview and its package on disk."""

    def __init__(self, page: Page, edge: PreviewEdge, path: str = PREVIEW) -> None:
        self.page = page
        self._url = edge.url + path
        self.folder = edge.packages / FOLDER
        self.open()

    def open(self) -> None:
        """Load the page and wait until its events have begun."""
        with self.page.expect_request("**/events?**"):
            self.page.goto(self._url)
        self.page.evaluate("window.neverReloaded = true")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def never_reloaded(self) -> bool:
        return bool(self.page.evaluate("window.neverReloaded === true"))


def sign_in(context: BrowserContext, edge: PreviewEdge) -> None:
    token = edge.issuer.mint("author")
    context.add_cookies([{"name": "interfaces_token", "value": token, "url": edge.url}])


def status_of(answer: Response | None) -> int:
    return answer.status if answer else 0
