"""Row 39: processes are restarted one after the other under load, and nobody notices."""

from tests.door.restarts import restart_under_load
from tests.trials.table import Row

LIMIT = 30  # seconds that a stop may take


def restarts(times: int) -> Row:
    done = restart_under_load(times)
    slow = [took for took in done.stops if took > LIMIT]
    told = f"{done.asked:,} requests, longest stop {max(done.stops):.1f} s {done.errors[:3] or ''}"
    return Row("39 restarts under load, 0 client errors", times, len(done.errors) + len(slow), told.rstrip())
