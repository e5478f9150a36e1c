"""A preview in a real Chromium that notes when a change stands in the document, and its server."""

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from identity.issuer import DevIssuer
from router.registry import workspace_uuid

PACKAGES = Path(__file__).parent.parent / "packages"
START = 15.0  # seconds
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]

OBSERVER = """() => {
  window.seen = {};
  const note = () => {
    const style = getComputedStyle(document.querySelector("h1")).getPropertyValue("--save").trim();
    const text = document.querySelector("h1").textContent.match(/save-\\d+/)?.[0];
    for (const mark of [text, style]) {
      if (!mark || seen[mark]) continue;
      seen[mark] = { dom: performance.now() };
      requestAnimationFrame(() => { seen[mark].frame = performance.now(); });
    }
  };
  new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true });
}"""


@dataclass(frozen=True)
class Clock:
    """Translates the page's time into ours.

    `time.monotonic()` and Chromium's `performance.now()` count the same system clock from another zero. The
    offset is measured by asking the page for its time 200 times and keeping the quickest answer; half of
    that answer's round trip is how far the figures may be off.
    """

    offset: float
    uncertainty_ms: float

    @classmethod
    def of(cls, page: Page) -> "Clock":
        def ask() -> tuple[float, float]:
            before = time.monotonic()
            theirs = float(page.evaluate("performance.now()"))
            after = time.monotonic()
            return after - before, (before + after) / 2 - theirs / 1000

        trip, offset = min(ask() for _ in range(200))
        return cls(offset, trip / 2 * 1000)

    def since(self, moment: float, theirs_ms: float) -> float:
        """Milliseconds between our `moment` and the page's."""
        return (theirs_ms / 1000 + self.offset - moment) * 1000


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("There is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET, chromium_sandbox=False)
        yield browser.new_context()
        browser.close()


def open_preview(context: BrowserContext, url: str, package: str, state: Path) -> Page:
    token = DevIssuer(state / "issuer", f"{url}/issuer").mint("author")
    context.add_cookies([{"name": "interfaces_token", "value": token, "url": url}])
    page = context.new_page()
    with page.expect_response("**/events?**"):
        page.goto(f"{url}/{workspace_uuid(f'@webapp/{package}')}?locale=en")
    page.evaluate(OBSERVER)
    return page


@contextmanager
def serving(
    command: Sequence[str], ready: str, environment: Mapping[str, str] | None = None, module: str = "cli"
) -> Iterator[None]:
    """`interfaces`, or another module, in a process of its own, as soon as `ready` is answered."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *command], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(ready)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit(f"{url} was not answered within {START:g} s")
