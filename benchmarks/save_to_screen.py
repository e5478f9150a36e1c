"""How long after a save the open preview has changed, in a real Chromium.

    python -m benchmarks.save_to_screen [--saves N] [--package FOLDER] [--json]

`interfaces dev` runs as a process of its own over a copy of one package, and Chromium shows its preview. Each
save writes one file the way editors do (truncate, write, close) at a random moment. A MutationObserver on the
page notes when the change stands in the document (`dom`), and the frame after that (`frame`).

Counted is from the moment before the file is opened for writing. How far the clocks may be apart is printed.
"""

import random
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.browser import PACKAGES, Clock, chromium, open_preview, serving
from benchmarks.figures import of_package, parser, summary, tell
from deploy.ports import free_port

PAUSE = (0.10, 0.18)  # seconds between saves: longer than any takes, and in step with nothing
SETTLE = 0.5  # seconds for the last one
WARM_UP = 5  # saves that are not counted


def measure(page: Page, save: Callable[[str], None], saves: int) -> dict[str, float]:
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
    figures = {"saves": float(saves), "clock_uncertainty_ms": round(clock.uncertainty_ms, 2)}
    for what in ("dom", "frame"):
        figures |= summary(what, [clock.since(moment, seen[mark][what]) for mark, moment in counted])
    return figures


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
    """A rule in the package's stylesheet: of the heading, for the root's would style every element anew."""
    file = package / "assets/style.css"
    text = file.read_text() if file.exists() else ""
    file.write_text(text)
    return lambda mark: _write(file, f"{text}h1 {{ --save: {mark} }}\n")


KINDS: dict[str, Callable[[Path], Callable[[str], None]]] = {
    "label": label,
    "template": template,
    "style": style,
}


@contextmanager
def served(packages: Path, state: Path) -> Iterator[str]:
    """`interfaces dev` in a process of its own. Yields its URL."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = ["dev", str(packages), "--port", str(port), "--no-browser", "--state", str(state)]
    with serving(command, f"{url}/livez"):
        yield url


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
                results[kind] = measure(page, save, saves)
                page.close()
    return results


def main() -> None:
    what = "How long after a save the open preview has changed."
    chosen = of_package(parser(what, "saves", 40)).parse_args()
    results = run(chosen.package, chosen.saves)
    heading = f"{chosen.package}: milliseconds from save to document (and to the next frame)"
    tell(results, chosen.json, [heading, *(f"  {kind:9} {_line(results[kind])}" for kind in KINDS)])


def _line(summary: object) -> str:
    assert isinstance(summary, dict)
    return (
        "median {dom_median_ms:6.2f} ({frame_median_ms:.2f})   p95 {dom_p95_ms:6.2f} ({frame_p95_ms:.2f})   "
        "{saves:.0f} saves, clocks within {clock_uncertainty_ms:.2f}".format_map(summary)
    )


def _write(file: Path, text: str) -> None:
    file.write_text(text)


if __name__ == "__main__":
    main()
