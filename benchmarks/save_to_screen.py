"""How long after a save the open preview has changed, in a real Chromium.

    python -m benchmarks.save_to_screen [--saves N] [--package FOLDER] [--json]

`interfaces dev` runs as a process of its own over a copy of one package, and Chromium shows its preview. Each
save writes one file the way editors do (truncate, write, close) at a random moment. A MutationObserver on the
page notes when the change stands in the document (`dom`), and the frame after that (`frame`).

One clock: the moment before the file is opened for writing is `time.monotonic()`; Chromium's
`performance.now()` counts the same system clock from another zero. The offset is measured by asking the page
for its time 200 times and keeping the quickest answer; half of that answer's round trip is how far the
figures may be off, and is printed with them.
"""

import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from deploy.ports import free_port
from identity.issuer import DevIssuer
from router.registry import workspace_uuid

PACKAGES = Path(__file__).parent.parent / "packages"
PAUSE = (0.10, 0.18)  # seconds between saves: longer than any takes, and in step with nothing
SETTLE = 0.5  # seconds for the last one
WARM_UP = 5  # saves that are not counted
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]

OBSERVER = """() => {
  window.seen = {};
  const note = () => {
    const style = getComputedStyle(document.documentElement).getPropertyValue("--save").trim();
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
class Latency:
    """Milliseconds from the save, sorted."""

    dom: list[float]
    frame: list[float]

    def summary(self) -> dict[str, float]:
        return {
            "dom_median_ms": round(statistics.median(self.dom), 2),
            "dom_p95_ms": round(_p95(self.dom), 2),
            "frame_median_ms": round(statistics.median(self.frame), 2),
            "frame_p95_ms": round(_p95(self.frame), 2),
            "saves": len(self.dom),
        }


@dataclass(frozen=True)
class Clock:
    """Translates the page's time into ours."""

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


def measure(page: Page, save: Callable[[str], None], saves: int) -> tuple[Latency, Clock]:
    """Save again and again; `save` writes a mark where the page will show it."""
    clock = Clock.of(page)
    moments: dict[str, float] = {}
    for _ in range(saves + WARM_UP):
        mark = f"save-{random.randrange(10**9)}"
        moments[mark] = time.monotonic()
        save(mark)
        time.sleep(random.uniform(*PAUSE))
    time.sleep(SETTLE)
    seen = page.evaluate("seen")
    missing = [mark for mark in moments if "frame" not in seen.get(mark, {})]
    if missing:
        raise SystemExit(
            f"{len(missing)} of {len(moments)} saves had not shown when the next came: try again"
        )
    counted = list(moments.items())[WARM_UP:]
    dom, frame = (
        sorted(clock.since(moment, seen[mark][what]) for mark, moment in counted) for what in ("dom", "frame")
    )
    return Latency(dom, frame), clock


def label(package: Path) -> Callable[[str], None]:
    """The title in a locale file."""
    file = package / "locales/en.json"
    text = file.read_text()
    return lambda mark: _write(file, re.sub(r'"title": "[^"]*"', f'"title": "{mark}"', text, count=1))


def template(package: Path) -> Callable[[str], None]:
    """A heading in the package's own page."""
    file = package / "templates/page.html"
    text = (
        file.read_text()
        if file.exists()
        else '{% extends "base.html" %}{% block content %}{{ form }}{% endblock %}'
    )
    text = re.sub(r"{% block intro %}.*?{% endblock %}", "", text, flags=re.DOTALL)
    file.parent.mkdir(exist_ok=True)
    return lambda mark: _write(file, text + "{% block intro %}<h1>" + mark + "</h1>{% endblock %}\n")


def style(package: Path) -> Callable[[str], None]:
    """A rule in the package's stylesheet."""
    file = package / "assets/style.css"
    text = file.read_text() if file.exists() else ""
    file.write_text(text)
    return lambda mark: _write(file, f"{text}:root {{ --save: {mark} }}\n")


KINDS: dict[str, Callable[[Path], Callable[[str], None]]] = {
    "label": label,
    "template": template,
    "style": style,
}


@contextmanager
def served(packages: Path, state: Path) -> Iterator[str]:
    """`interfaces dev` in a process of its own. Yields its URL."""
    port = free_port()
    command = [sys.executable, "-m", "cli", "dev", str(packages), "--port", str(port), "--no-browser"]
    process = subprocess.Popen([*command, "--state", str(state)], stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/livez")
        yield url
    finally:
        process.terminate()
        process.wait(10)


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


def run(package: str, saves: int) -> dict[str, object]:
    """The summary of every kind of save."""
    results: dict[str, object] = {"package": package}
    with tempfile.TemporaryDirectory() as folder, chromium() as context:
        state, packages = Path(folder, "state"), Path(folder, "packages")
        shutil.copytree(PACKAGES / package, packages / package)
        savers = {kind: prepare(packages / package) for kind, prepare in KINDS.items()}
        with served(packages, state) as url:
            for kind, save in savers.items():
                page = open_preview(context, url, package, state)
                latency, clock = measure(page, save, saves)
                results[kind] = latency.summary() | {"clock_uncertainty_ms": round(clock.uncertainty_ms, 2)}
                page.close()
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description="How long after a save the open preview has changed.")
    parser.add_argument("--saves", type=int, default=40)
    parser.add_argument(
        "--package", default="interface-invoice", choices=[p.name for p in PACKAGES.iterdir()]
    )
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    results = run(chosen.package, chosen.saves)
    if chosen.json:
        print(json.dumps(results, indent=2))
        return
    print(f"{chosen.package}: milliseconds from save to document (and to the next frame)")
    for kind in KINDS:
        print(f"  {kind:9}", _line(results[kind]))


def _line(summary: object) -> str:
    assert isinstance(summary, dict)
    return (
        "median {dom_median_ms:6.2f} ({frame_median_ms:.2f})   p95 {dom_p95_ms:6.2f} ({frame_p95_ms:.2f})   "
        "{saves} saves, clocks within {clock_uncertainty_ms:.2f}".format_map(summary)
    )


def _p95(values: list[float]) -> float:
    return values[min(len(values) - 1, int(len(values) * 0.95))]


def _write(file: Path, text: str) -> None:
    file.write_text(text)


def _wait_for(url: str) -> None:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit("interfaces dev did not start")


if __name__ == "__main__":
    main()
