"""Caddy as a reverse proxy."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.server import Running, running
from benchmarks.stub import ORIGIN


@contextmanager
def caddy_proxy(folder: Path, port: int) -> Iterator[Running]:
    """To the stub, on the servers' core, without its admin endpoint."""
    program = shutil.which("caddy")
    if program is None:
        raise RuntimeError("caddy is not installed: apt-get install caddy")
    file = folder / "Caddyfile"
    file.write_text(
        f"{{\n admin off\n auto_https off\n}}\nhttp://127.0.0.1:{port} {{\n reverse_proxy {ORIGIN}\n}}\n"
    )
    command = [program, "run", "--config", str(file), "--adapter", "caddyfile"]
    environment = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "GOMAXPROCS": "1"}
    with running(
        command,
        f"http://127.0.0.1:{port}",
        ready="/readyz",
        environment=environment,
        log=folder / "caddy.log",
    ) as server:
        yield server
