"""`interfaces dev`: previews of a packages folder, with the development issuer and nothing else."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import typer

from deploy.faults import Refused
from deploy.healthcheck import lives
from deploy.local.state import State
from deploy.ports import free_port, require_free
from deploy.settings import load
from identity.issuer import CLIENT_ID
from router.server import serve
from router.settings import EdgeSettings

LOOPBACK = "127.0.0.1"


def run(folder: Path, port: int, state: State, show: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; `show` gets the URL once it answers."""
    edge = settings(folder, port, state)
    Thread(target=_show_when_ready, args=(edge.listens_on, show), daemon=True).start()
    with suppress(KeyboardInterrupt):
        serve(edge)


def _show_when_ready(port: int, show: Callable[[str], None]) -> None:
    while not lives(port):
        time.sleep(0.02)
    url = f"http://{LOOPBACK}:{port}/"
    typer.echo(f"Previews: {url}  (stop with Ctrl-C)")
    show(url)


def settings(folder: Path, port: int, state: State) -> EdgeSettings:
    """A preview that stands alone, whatever deployment the environment describes. Raises `Refused`."""
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}.", "Name the folder that holds the packages.")
    require_free(LOOPBACK, port)
    port = port or free_port()
    alone: dict[str, Any] = {
        "api_url": "",
        "git_url": "",
        "public_url": "",
        "jwks_url": "",
        "tasks_file": None,
    }
    if "INTERFACES_LOG_LEVEL" not in os.environ:
        alone["log_level"] = "warning"
    return load(
        EdgeSettings,
        role="preview",
        host=LOOPBACK,
        port=port,
        issuer=f"http://{LOOPBACK}:{port}/issuer",
        client_ids=frozenset({CLIENT_ID}),
        dev_issuer=state.prepare() / "issuer",
        packages=folder,
        **alone,
    )
