"""Requests in great number, by wrk on a core of its own."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
LOAD_CORE, SERVER_CORE = "1", "0"
CONNECTIONS = 64


@dataclass(frozen=True)
class Request:
    """What is sent: `{n}` in the path is another number each time."""

    path: str
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """One run. `failed` are refused, broken, timed out, or answered with an error."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int


def run(origin: str, request: Request, seconds: float, connections: int = CONNECTIONS) -> Measured:
    """Load one server for that long. Raises RuntimeError when wrk is not there or says nothing."""
    if shutil.which("wrk") is None:
        raise RuntimeError("wrk is not installed: apt-get install wrk")
    sent = [request.method, request.path, request.body, *(f"{k}={v}" for k, v in request.headers.items())]
    done = subprocess.run(
        ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout=10s",
         "-s", str(SCRIPT), origin, "--", *sent],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"seconds"')]
    if not lines:
        raise RuntimeError(f"wrk: {done.stdout}{done.stderr}")
    told = json.loads(lines[0])
    rate = told["requests"] / told["seconds"]
    return Measured(rate, told["p50_ms"], told["p99_ms"], told["failed"])
