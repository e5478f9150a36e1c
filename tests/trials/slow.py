"""Row 14: many connections that are slow in their headers or bodies, with the limits of production."""

from tests.door.restarts import Target
from tests.door.slow import crowd
from tests.trials.table import Row

LIVE, P99 = 35.0, 0.3  # seconds


def slow(times: int) -> Row:
    """Half of them slow in their headers, half in their bodies."""
    target = Target()
    try:
        done = crowd(f"http://127.0.0.1:{target.port}", times, ("header", "body"), 60, 2.0)
    finally:
        target.end()
    wrong = sum(not lived <= LIVE for lived in done.lived) + (done.p99 > P99)
    told = (
        f"closed after {max(done.lived):.0f} s at most; {len(done.good):,} good requests of 50 ms, "
        f"p99 {done.p99 * 1000:.0f} ms"
    )
    return Row("14 slow connections are closed, others served", times, wrong, told)
