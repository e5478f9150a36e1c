"""Programs that others wrote work through the router as without it: curl, git, wrk, a reader of events."""

import tempfile
from pathlib import Path

from benchmarks.load import Request, run
from tests.support.peers import PeersTarget, clone_and_push, curl, events, make_repository
from tests.support.serving import served
from tests.trials.router_process import router
from tests.trials.table import Row

MB = 1024 * 1024
LATE = 1.0  # seconds that an event may take through two processes of a busy machine
_ONE = '[group.blue]\ntargets = ["{}"]\n[default]\nforward = "blue"\n'


def peers(seconds: int) -> Row:
    """Events for `seconds`, two each second; wrk for a sixth of it; curl and git with 10 MB each way."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = make_repository(folder, 10 * MB)
        with served(PeersTarget(bare.parent)) as target, router(folder, _ONE.format(target)) as url:
            wrong = curl(url, folder, 10 * MB) + clone_and_push(url, folder, bare, 10 * MB)
            came, late = events(url, seconds * 2, seconds)
            load = run(url, Request("/echo"), seconds / 6)
    wrong += ["events"] * (came != seconds * 2 or late > LATE) + ["wrk"] * bool(load.failed)
    told = f"{came} events in {seconds} s, the latest {late * 1000:.0f} ms late; wrk: {load.failed} failed"
    return Row("7 what others wrote", 8, len(wrong), ", ".join([told, *wrong]))
