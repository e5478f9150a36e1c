"""Measures the edge beside its peers, in one run on one machine.

scripts/bench [NAME...] [--seconds 3] [--rounds 5] [--json FILE]
"""

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from benchmarks.machine import described, program_version
from benchmarks.pairs import Result, in_turn
from benchmarks.workloads import WORKLOADS, Stage

PEERS = (("nginx", "-v"), ("caddy", "version"), ("wrk", "-v"))


def main() -> int:
    arguments = _arguments()
    unknown = set(arguments.names) - set(WORKLOADS)
    if unknown:
        print(f"There is no workload {', '.join(sorted(unknown))}. There are: {', '.join(WORKLOADS)}.")
        return 2
    told: dict[str, object] = {"machine": described(), "peers": [program_version(*peer) for peer in PEERS]}
    results: dict[str, dict[str, Result]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        stage = Stage(stack, folder, arguments.seconds)
        for name in arguments.names or WORKLOADS:
            results[name] = in_turn(WORKLOADS[name](stage), arguments.rounds)
            _show(name, results[name])
        told["memory_after_load_mb"] = stage.memory()
    print(f"\nmemory after load, MB (proportional set): {told['memory_after_load_mb']}")
    if arguments.json:
        told["results"] = {
            name: {who: asdict(one) for who, one in row.items()} for name, row in results.items()
        }
        arguments.json.write_text(json.dumps(told, indent=1) + "\n")
    return 0


def _show(name: str, row: dict[str, Result]) -> None:
    mine = row["ours"]
    print(f"\n{name}")
    for who, one in row.items():
        ratio = "" if one is mine else f"  ours: {mine.per_second / one.per_second:5.2f}x the rate, "
        slower = "" if one is mine else f"1/{one.p99_ms / mine.p99_ms:.1f} of the p99"
        failed = f"  {one.failed} FAILED" if one.failed else ""
        print(
            f"  {who:8} {one.per_second:9,.0f}/s  p50 {one.p50_ms:7.2f} ms  p99 {one.p99_ms:8.2f} ms"
            f"  spread {one.spread:.2f}{ratio}{slower}{failed}",
            flush=True,
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures the edge beside its peers.")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(WORKLOADS)}; all without one")
    parser.add_argument("--seconds", type=float, default=3.0, help="of load in each run")
    parser.add_argument("--rounds", type=int, default=5, help="of which the medians are taken")
    parser.add_argument("--json", type=Path, help="where to write everything that was measured")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
