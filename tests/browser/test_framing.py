"""Who may frame our pages. Row 22 of the threats: eight cases, in a browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from router.registry import workspace_uuid
from tests.browser.hosting import Host, hosted
from tests.renderer.good import write
from tests.support.previewing import PreviewEdge, previewing


@dataclass(frozen=True)
class Street:
    """Our edge, the site that may frame its previews, and one that may not."""

    edge: PreviewEdge
    named: Host
    other: Host

    @property
    def preview(self) -> str:
        (folder,) = [path.name for path in self.edge.packages.iterdir()]
        return f"{self.edge.url}/{workspace_uuid(f'@webapp/{folder}')}"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder: Path = tmp_path_factory.mktemp("street")
    write(folder / "packages")
    with (
        hosted() as named,
        hosted() as other,
        previewing(folder / "packages", folder / "state", preview_origins=named.url) as edge,
    ):
        yield Street(edge, named, other)


@pytest.mark.parametrize(
    ("around", "what", "shown"),
    [
        (["named"], "preview", True),
        (["other"], "preview", False),
        (["named", "other"], "preview", False),  # every page around counts, not only the next
        (["other", "named"], "preview", False),
        (["by address"], "preview", False),  # the same server under another name
        (["named"], "/signin", False),
        (["named"], "/", False),
        (["named"], "/nothing/here", False),
    ],
)
def test_22_a_page_is_framed_by_nobody_but_the_named(
    context: BrowserContext, street: Street, around: list[str], what: str, shown: bool
) -> None:
    inner = street.preview if what == "preview" else street.edge.url + what
    hosts = {"named": street.named, "other": street.other, "by address": street.named}
    outermost = ""
    for name in reversed(around):
        host = hosts[name]
        host.html = f'<!doctype html><title>Host</title><iframe src="{inner}"></iframe>'
        inner = outermost = host.url
    if around == ["by address"]:
        outermost = outermost.replace("localhost", "127.0.0.1")
    page = context.new_page()

    page.goto(outermost, wait_until="load")

    innermost = page.frames[-1]
    assert len(page.frames) == len(around) + 1
    assert innermost.url.startswith(street.edge.url) is shown
    assert (innermost.evaluate("location.protocol") == "chrome-error:") is not shown
