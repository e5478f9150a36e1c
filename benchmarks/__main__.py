"""Measures the edge beside its peers, in one run on one machine, and writes down what came of it.

scripts/bench [NAME...] [--quick] [--seconds 3] [--rounds 5] [--json FILE]
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import growth, report, screens, starts
from benchmarks.machine import described, program_version
from benchmarks.pairs import Result, in_turn
from benchmarks.peers.next import PROGRAM as NODE_PROGRAM
from benchmarks.workloads import WORKLOADS, Stage

FOLDER = Path(__file__).with_name("results")
STARTS = {"start": starts.first_pages, "dev-start": starts.first_previews}
OTHERS = (*STARTS, "growth", *screens.SCREENS)


class Run:
    """One run: what was measured so far, and what could not be."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.names: list[str] = chosen.names or [*WORKLOADS, *OTHERS]
        self.quick: bool = chosen.quick
        self.rounds: int = chosen.rounds or (3 if self.quick else 5)
        self.seconds: float = chosen.seconds or (2.0 if self.quick else 3.0)
        self.missed: dict[str, str] = {}
        self.told: dict[str, Any] = {
            "machine": described(),
            "command": "scripts/bench" + " --quick" * self.quick,
        }

    def all(self) -> None:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            stage = Stage(stack, folder, self.seconds)
            loads = [name for name in WORKLOADS if name in self.names]
            for name in loads:
                self._try("loads", name, partial(self._load, name, stage))
            if loads:
                self._try("", "memory_after_load_mb", stage.memory)
            for name in (name for name in STARTS if name in self.names):
                times = 3 if self.quick else 7
                self._try("", name, partial(STARTS[name], folder, stage.cookie(), times))
        if "growth" in self.names:
            self._try("", "growth", growth.measured)
        for name in (name for name in screens.SCREENS if name in self.names):
            self._try("screens", name, partial(screens.run, name, self.quick))

    def _load(self, name: str, stage: Stage) -> dict[str, Any]:
        row, missing = in_turn(WORKLOADS[name](stage), self.rounds)
        self.missed |= {f"{name} of {who}": why for who, why in missing.items()}
        _show(name, row)
        return {who: asdict(one) for who, one in row.items()}

    def _try(self, part: str, name: str, measure: Callable[[], Any]) -> None:
        """What fails is told, and does not take the rest along."""
        began = time.monotonic()
        try:
            measured = measure()
        except Exception as error:
            self.missed[name] = f"{type(error).__name__}: {error}"
            print(f"\n{name}: NOT MEASURED: {self.missed[name]}", file=sys.stderr, flush=True)
            return
        (self.told.setdefault(part, {}) if part else self.told)[name] = measured
        print(f"\n{name}: {time.monotonic() - began:.0f} s", flush=True)


def main() -> int:
    chosen = _arguments()
    unknown = set(chosen.names) - {*WORKLOADS, *OTHERS}
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}. There are: {', '.join((*WORKLOADS, *OTHERS))}.")
        return 2
    began, run = time.monotonic(), Run(chosen)
    run.all()
    peers = [("nginx", "-v"), ("caddy", "version"), ("wrk", "-v"), (str(NODE_PROGRAM), "--version")]
    told = {
        **run.told,
        "peers": [program_version(*peer) for peer in peers],
        "missed": run.missed,
        "minutes": round((time.monotonic() - began) / 60, 1),
    }
    _keep(told, chosen)
    return 1 if run.missed else 0


def _keep(told: dict[str, Any], chosen: argparse.Namespace) -> None:
    """Only a whole run is written down beside the code; `--json` takes any."""
    text = json.dumps(told, indent=1) + "\n"
    if chosen.json:
        chosen.json.write_text(text)
    if not chosen.names:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{told['machine']['date']}{'-quick' * chosen.quick}.json").write_text(text)
        report.write(told)
    print("\n".join(report.lines(told)))


def _show(name: str, row: dict[str, Result]) -> None:
    print(f"\n{name}")
    for who, one in row.items():
        failed = f"  {one.failed} FAILED" if one.failed else ""
        print(
            f"  {who:8} {one.per_second:9,.0f}/s  p50 {one.p50_ms:7.2f} ms  p99 {one.p99_ms:8.2f} ms"
            f"  spread {one.spread:.2f}{_beside(row.get('ours', one), one)}{failed}",
            flush=True,
        )


def _beside(mine: Result, one: Result) -> str:
    if mine is one:
        return ""
    rate, p99 = mine.per_second / (one.per_second or 1), one.p99_ms / (mine.p99_ms or 1)
    return f"  ours: {rate:5.2f}x the rate, 1/{p99:.1f} of the p99"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures the edge beside its peers.")
    parser.add_argument("names", nargs="*", help=f"of {', '.join((*WORKLOADS, *OTHERS))}; all without one")
    parser.add_argument("--quick", action="store_true", help="shorter: some 8 minutes instead of 20")
    parser.add_argument("--seconds", type=float, help="of load in each run")
    parser.add_argument("--rounds", type=int, help="of which the medians are taken")
    parser.add_argument("--json", type=Path, help="where to write everything that was measured")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
