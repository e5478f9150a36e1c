"""A role of a deployment: reads its settings, makes sure it can listen, serves."""

import gc
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from deploy.ports import listen
from deploy.settings import load
from telemetry.metrics import Metrics

# These hold what the next request may need: open previews, and what a tab has seen.
ALONE = ("preview", "router")


def serve(role: str, given: Mapping[str, Any], workers: int | None = None) -> None:
    """Serves until SIGTERM. `given`: host and port where the command line names them."""
    gc.disable()  # until it serves: a start leaves nothing to collect, and looking for it takes its time
    host, port = _place(role, given)
    bound = listen(host, port)
    count = workers or (1 if role in ALONE else cores())
    if count == 1:
        serve_on(role, given, bound, None)
    else:
        from deploy.workers import Workers

        gc.enable()
        with TemporaryDirectory(prefix="interfaces-") as counts:
            Workers(count, serve_on, role, given, bound, Path(counts)).run()


def serve_on(role: str, given: Mapping[str, Any], bound: socket.socket, counts: Path | None) -> None:
    """One process on a socket that listens already. What it does not need is not imported. `counts` is the
    folder in which several leave what they counted."""
    gc.disable()
    metrics = Metrics(counts)
    if role == "api":
        from api.server import serve as serve_api
        from api.settings import Settings

        serve_api(load(Settings, **given), bound, metrics)
    else:
        from router.server import serve as serve_edge
        from router.settings import EdgeSettings

        serve_edge(load(EdgeSettings, role=role, **given), bound, metrics)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _place(role: str, given: Mapping[str, Any]) -> tuple[str, int]:
    """Where to listen. Raises `Refused` with everything that is wrong with the settings."""
    if role == "api":
        from api.settings import Settings

        settings = load(Settings, **given)
        return settings.host, settings.port
    from router.settings import EdgeSettings

    edge = load(EdgeSettings, role=role, **given)
    return edge.host, edge.listens_on
