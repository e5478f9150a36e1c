"""Next.js: installed and built once under .cache/, run by each Node there is."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import sample
from benchmarks.server import Running, running
from benchmarks.stub import ISSUER, ORIGIN
from identity.issuer import CLIENT_ID

SOURCE = Path(__file__).with_name("nextjs")
BUILT = Path(__file__).parents[2] / ".cache" / "bench" / "nextjs"
NODE = Path(__file__).parents[2] / ".cache" / "bench" / "node"
NODE_MAJOR = "24"


def build() -> Path:
    """The folder of the standalone server. Raises RuntimeError when npm cannot make it."""
    standalone = BUILT / ".next" / "standalone"
    if not (standalone / "server.js").exists():
        shutil.rmtree(BUILT, ignore_errors=True)
        shutil.copytree(SOURCE, BUILT)
        (BUILT / "forms" / "schema.json").write_text(json.dumps(sample.schema()))
        (BUILT / "forms" / "sample.json").write_text(json.dumps(sample.record()))
        _npm(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], BUILT)
        _npm(["npx", "next", "build"], BUILT)
        shutil.copytree(BUILT / ".next" / "static", standalone / ".next" / "static")
    return standalone


def node() -> str:
    """Node 24, which runs it fastest: the npm package `node` brings the program."""
    program = NODE / "node_modules" / "node" / "bin" / "node"
    if not program.exists():
        NODE.mkdir(parents=True, exist_ok=True)
        _npm(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", f"node@{NODE_MAJOR}"], NODE)
    return str(program)


@contextmanager
def next_server(folder: Path, port: int, program: str, ready: str = "/healthz") -> Iterator[Running]:
    """The peer on a Node of one's choice."""
    standalone = build()
    origin = f"http://127.0.0.1:{port}"
    environment = {
        "PORT": str(port), "HOSTNAME": "127.0.0.1", "NODE_ENV": "production", "API_URL": ORIGIN,
        "ISSUER": ISSUER, "JWKS_URL": f"{ISSUER}/.well-known/jwks.json", "CLIENT_ID": CLIENT_ID,
    }  # fmt: skip
    with running(
        [program, str(standalone / "server.js")],
        origin,
        ready=ready,
        environment=environment,
        log=folder / f"next-{port}.log",
        folder=standalone,
    ) as server:
        yield server


def _npm(command: list[str], folder: Path) -> None:
    environment = os.environ | {"NEXT_TELEMETRY_DISABLED": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
