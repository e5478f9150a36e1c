"""How long after a save Vite with React has changed the page, measured as `save_to_screen` measures ours.

    python -m benchmarks.vite_to_screen [--saves N] [--json]

Vite and React are installed once under .cache/.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.browser import OBSERVER, chromium
from benchmarks.figures import parser, tell
from benchmarks.peers.next import node, npm
from benchmarks.save_to_screen import measure
from benchmarks.server import running
from deploy.ports import free_port

SOURCE = Path(__file__).parent / "peers" / "vite"
INSTALLED = Path(__file__).parents[1] / ".cache" / "bench" / "vite"


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Path]]:
    """The development server, its URL, and the component that is saved."""
    if not (INSTALLED / "node_modules" / ".bin" / "vite").exists():
        shutil.copytree(SOURCE, INSTALLED, dirs_exist_ok=True)
        npm(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], INSTALLED)
    for file in SOURCE.iterdir():
        shutil.copy(file, INSTALLED)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    vite = INSTALLED / "node_modules" / "vite" / "bin" / "vite.js"
    command = [node(), str(vite), "--port", str(port), "--strictPort", "--host", "127.0.0.1"]
    with running(command, url, log=folder / "vite.log", folder=INSTALLED, core=_every_core()):
        yield url, INSTALLED / "page.jsx"


def run(saves: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (url, file), chromium() as context:
        text = file.read_text()
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector("h1")
        page.wait_for_timeout(1000)  # the socket for updates opens after the page
        page.evaluate(OBSERVER)
        return {"label": measure(page, lambda mark: _save(file, text.replace("Title", mark)), saves)}


def _save(file: Path, text: str) -> None:
    file.write_text(text)


def _every_core() -> str:
    return ",".join(map(str, sorted(os.sched_getaffinity(0))))


def main() -> None:
    chosen = parser("How long after a save Vite has changed the page.", "saves", 40).parse_args()
    results = run(chosen.saves)
    tell(results, chosen.json, [f"{name:24} {value}" for name, value in results["label"].items()])


if __name__ == "__main__":
    main()
