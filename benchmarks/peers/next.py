"""Next.js: installed and built once under .cache/, run by each Node there is."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks import sample
from benchmarks.server import ALL_CORES, Running, running
from benchmarks.stub import ISSUER, ORIGIN
from identity.issuer import CLIENT_ID

SOURCE = Path(__file__).with_name("nextjs")
BUILT = Path(__file__).parents[2] / ".cache" / "bench" / "nextjs"
NODE = Path(__file__).parents[2] / ".cache" / "bench" / "node"
PROGRAM = NODE / "node_modules" / "node" / "bin" / "node"
NODE_MAJOR = "24"


def build() -> Path:
    """The folder of the standalone server. Raises RuntimeError when npm cannot make it."""
    standalone = BUILT / ".next" / "standalone"
    made_from = BUILT / "made-from"
    if not made_from.exists() or made_from.read_text() != _sources():
        shutil.rmtree(BUILT, ignore_errors=True)
        shutil.copytree(SOURCE, BUILT)
        (BUILT / "forms" / "schema.json").write_text(json.dumps(sample.schema()))
        (BUILT / "forms" / "sample.json").write_text(json.dumps(sample.record()))
        npm(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], BUILT)
        npm(["npx", "next", "build"], BUILT)
        shutil.copytree(BUILT / ".next" / "static", standalone / ".next" / "static")
        made_from.write_text(_sources())
    return standalone


def node() -> str:
    """Node 24, which runs it fastest: the npm package `node` brings the program."""
    if not PROGRAM.exists():
        NODE.mkdir(parents=True, exist_ok=True)
        npm(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", f"node@{NODE_MAJOR}"], NODE)
    return str(PROGRAM)


@contextmanager
def next_server(
    folder: Path,
    port: int,
    program: str,
    ready: str = "/healthz",
    headers: Mapping[str, str] | None = None,
    *,
    cached: bool = False,
) -> Iterator[Running]:
    """The peer on a Node of one's choice; `cached`: it asks for a task's record once."""
    standalone = build()
    command = [program, str(standalone / "server.js")]
    environment = {**_environment(port), "NODE_ENV": "production", "CACHED": "yes" if cached else ""}
    with running(
        command,
        f"http://127.0.0.1:{port}",
        ready=ready,
        headers=headers,
        environment=environment,
        log=folder / f"next-{port}.log",
        folder=standalone,
    ) as server:
        yield server


@contextmanager
def next_dev(
    folder: Path, port: int, program: str, ready: str, headers: Mapping[str, str]
) -> Iterator[Running]:
    """The peer as its authors start it, free to use every core."""
    build()
    command = [program, str(BUILT / "node_modules/next/dist/bin/next"), "dev", "--port", str(port)]
    with running(
        command,
        f"http://127.0.0.1:{port}",
        ready=ready,
        headers=headers,
        environment=_environment(port),
        log=folder / f"next-dev-{port}.log",
        core=ALL_CORES,
        folder=BUILT,
    ) as server:
        yield server


def _environment(port: int) -> dict[str, str]:
    return {
        "PORT": str(port), "HOSTNAME": "127.0.0.1", "API_URL": ORIGIN, "ISSUER": ISSUER,
        "JWKS_URL": f"{ISSUER}/.well-known/jwks.json", "CLIENT_ID": CLIENT_ID, "NEXT_TELEMETRY_DISABLED": "1",
    }  # fmt: skip


def _sources() -> str:
    """Names what the server is built from."""
    files = sorted(file for file in SOURCE.rglob("*") if file.is_file())
    told = [file.read_text() for file in files] + [json.dumps([sample.schema(), sample.record()])]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def npm(command: list[str], folder: Path) -> None:
    environment = os.environ | {"NEXT_TELEMETRY_DISABLED": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
