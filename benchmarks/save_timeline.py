"""When each step of a save was done, from the file's opening to the frame that shows it.

    python -m benchmarks.save_timeline [--saves N] [--package FOLDER] [--json]

As `save_to_screen`, with a server that notes its steps. Each figure is the median of milliseconds since the
moment before the file was opened for writing.
"""

import shutil
import statistics
import tempfile
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import randrange, uniform

from playwright.sync_api import Page

from benchmarks.browser import PACKAGES, Clock, chromium, open_preview, serving
from benchmarks.figures import of_package, parser, tell
from benchmarks.save_to_screen import KINDS, PAUSE, SETTLE, WARM_UP
from deploy.ports import free_port

STEPS = ("written", "told", "read", "asked", "drawn", "sent", "received", "dom", "frame")

# What arrives is noted before our own script hears of it.
LISTEN = """
  window.arrivals = [];
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (name, heard) {
    listen.call(this, name, (event) => { arrivals.push(performance.now()); heard(event); });
  };
"""

Stamps = Mapping[str, Sequence[float]]  # step -> moments, in order


@dataclass(frozen=True)
class Save:
    """One save: its moments in seconds, by step."""

    began: float
    steps: dict[str, float]

    def noticed(self, stamps: Stamps, until: float) -> None:
        """Add the first moment of each step between this save and the next."""
        for step, moments in stamps.items():
            at = bisect_left(moments, self.began)
            if at < len(moments) and moments[at] < until:
                self.steps[step] = moments[at]


def saved(page: Page, save: Callable[[str], None], saves: int) -> list[Save]:
    """Save again and again; the page tells when it received, changed and drew."""
    clock, found, marks = Clock.of(page), [], []
    for _ in range(saves + WARM_UP):
        marks.append(f"save-{randrange(10**9)}")
        began = time.monotonic()
        save(marks[-1])
        found.append(Save(began, {"written": time.monotonic()}))
        time.sleep(uniform(*PAUSE))
    time.sleep(SETTLE)
    seen, arrivals = page.evaluate("[seen, arrivals]")
    stamps = {"received": [moment / 1000 + clock.offset for moment in arrivals]}
    _noticed(found, stamps)
    for mark, one in zip(marks, found, strict=True):
        one.steps.update({step: moment / 1000 + clock.offset for step, moment in seen.get(mark, {}).items()})
    return found[WARM_UP:]


def run(package: str, saves: int) -> dict[str, dict[str, float]]:
    """Kind of save -> step -> milliseconds since the save began."""
    found: dict[str, list[Save]] = {}
    with tempfile.TemporaryDirectory() as folder, chromium() as context:
        state, packages, stamps = Path(folder, "state"), Path(folder, "packages"), Path(folder, "stamps")
        shutil.copytree(PACKAGES / package, packages / package)
        savers = {kind: prepare(packages / package) for kind, prepare in KINDS.items()}
        url = f"http://127.0.0.1:{(port := free_port())}"
        command = [
            str(stamps),
            "dev",
            str(packages),
            "--port",
            str(port),
            "--no-browser",
            "--state",
            str(state),
        ]
        context.add_init_script(LISTEN)
        with serving(command, f"{url}/livez", module="benchmarks.traced_dev"):
            for kind, save in savers.items():
                page = open_preview(context, url, package, state)
                found[kind] = saved(page, save, saves)
                page.close()
        for saves_of_kind in found.values():
            _noticed(saves_of_kind, _read(stamps))
    return {kind: _medians(saves_of_kind) for kind, saves_of_kind in found.items()}


def _noticed(saves: Sequence[Save], stamps: Stamps) -> None:
    ends = [*(save.began for save in saves[1:]), saves[-1].began + SETTLE]
    for save, end in zip(saves, ends, strict=True):
        save.noticed(stamps, end)


def _read(file: Path) -> Stamps:
    stamps: dict[str, list[float]] = defaultdict(list)
    for line in file.read_text().splitlines():
        step, moment = line.split()
        stamps[step].append(float(moment))
    return stamps


def _medians(saves: Sequence[Save]) -> dict[str, float]:
    return {
        step: round(statistics.median(moments) * 1000, 2)
        for step in STEPS
        if (moments := [save.steps[step] - save.began for save in saves if step in save.steps])
    }


def main() -> None:
    chosen = of_package(parser("When each step of a save was done.", "saves", 30)).parse_args()
    results = run(chosen.package, chosen.saves)
    heading = f"{chosen.package}: milliseconds since the save   " + "".join(f"{step:>10}" for step in STEPS)
    rows = [
        f"  {kind:{len(heading) - 2 - 10 * len(STEPS)}}"
        + "".join(f"{steps.get(step, float('nan')):10.2f}" for step in STEPS)
        for kind, steps in results.items()
    ]
    tell(results, chosen.json, [heading, *rows])


if __name__ == "__main__":
    main()
