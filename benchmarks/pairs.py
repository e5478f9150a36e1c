"""Runs contenders in turn (one, other, one, other, ...), since a shared machine drifts; ratios hold."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.load import Measured

Contender = Callable[[], Measured]


@dataclass(frozen=True)
class Result:
    """The medians of one contender, and how far apart its runs were (highest / lowest rate)."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int
    spread: float


def in_turn(contenders: Mapping[str, Contender], rounds: int) -> dict[str, Result]:
    """One warm-up each, then the rounds. The first contender is ours."""
    for contender in contenders.values():
        contender()
    runs: dict[str, list[Measured]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            runs[name].append(contender())
    return {name: _result(measured) for name, measured in runs.items()}


def _result(runs: Sequence[Measured]) -> Result:
    rates = [run.per_second for run in runs]
    return Result(
        per_second=statistics.median(rates),
        p50_ms=statistics.median(run.p50_ms for run in runs),
        p99_ms=statistics.median(run.p99_ms for run in runs),
        failed=sum(run.failed for run in runs),
        spread=max(rates) / max(min(rates), 1e-9),
    )
