"""What a benchmark is asked for and what it tells: medians, by line or as JSON."""

import argparse
import json
import statistics
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.browser import PACKAGES


def parser(what: str, counted: str, default: int) -> argparse.ArgumentParser:
    """Takes `--json`, and how often: `counted` is the option's name, such as pushes."""
    made = argparse.ArgumentParser(description=what)
    made.add_argument(f"--{counted}", type=int, default=default)
    made.add_argument("--json", action="store_true")
    return made


def of_package(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Takes `--package` too."""
    packages = [folder.name for folder in PACKAGES.iterdir()]
    made.add_argument("--package", default="interface-invoice", choices=packages)
    return made


def tell(found: Mapping[str, object], as_json: bool, lines: Iterable[str]) -> None:
    print(json.dumps(found, indent=2) if as_json else "\n".join(lines))


def summary(name: str, milliseconds: Sequence[float]) -> dict[str, float]:
    """Their median and 95th percentile."""
    values = sorted(milliseconds)
    last = values[min(len(values) - 1, int(len(values) * 0.95))]
    return {f"{name}_median_ms": round(statistics.median(values), 2), f"{name}_p95_ms": round(last, 2)}
