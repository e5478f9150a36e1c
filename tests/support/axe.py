"""axe-core in an open page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_RUN = """axe.run({resultTypes: ["violations"]})
    .then(found => found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html)]))"""


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Each broken rule, and the elements that break it. The page keeps axe: to look again costs half."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [(rule, elements) for rule, elements in page.evaluate(_RUN)]
