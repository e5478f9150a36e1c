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


def in_turn(contenders: Mapping[str, Contender], rounds: int) -> tuple[dict[str, Result], dict[str, str]]:
    """One warm-up each, then the rounds; the results, and why those are missing that cannot be measured."""
    runs: dict[str, list[Measured]] = {name: [] for name in contenders}
    missing: dict[str, str] = {}
    for number in range(rounds + 1):
        for name in [name for name in contenders if name not in missing]:
            try:
                measured = contenders[name]()
            except Exception as error:
                missing[name] = f"{type(error).__name__}: {error}"
            else:
                runs[name] += [measured] if number else []
    return {name: _result(runs[name]) for name in contenders if name not in missing}, missing


def _result(runs: Sequence[Measured]) -> Result:
    rates = [run.per_second for run in runs]
    return Result(
        per_second=statistics.median(rates),
        p50_ms=statistics.median(run.p50_ms for run in runs),
        p99_ms=statistics.median(run.p99_ms for run in runs),
        failed=sum(run.failed for run in runs),
        spread=max(rates) / max(min(rates), 1e-9),
    )
