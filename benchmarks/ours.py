"""The edge as it runs in production, and what it draws from: a git origin with packages."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import sample
from benchmarks.server import ALL_CORES, Running, running
from benchmarks.stub import ISSUER, ORIGIN
from deploy.local.origin import prepare
from identity.issuer import CLIENT_ID, DevIssuer
from router.registry import workspace_uuid

PYTHON = [sys.executable, "-m"]


def make_origin(folder: Path, packages: int = 1) -> tuple[str, Path]:
    """A git URL with that many packages, and the folder they were made from."""
    source = folder / "packages"
    sample.write(source, packages)
    origin = folder / "origin.git"
    prepare(origin, folder / "workspace", source)
    return origin.as_uri(), source


@contextmanager
def edge(
    folder: Path,
    role: str,
    port: int,
    git_url: str,
    packages: Path | None = None,
    ready: str = "/livez",
    headers: Mapping[str, str] | None = None,
    command: Sequence[str] | None = None,
    rules: Path | None = None,
) -> Iterator[Running]:
    """One worker of a role behind nothing else; `command` starts another program with the same settings.
    `rules` are a router's."""
    environment = {
        "INTERFACES_ISSUER": ISSUER,
        "INTERFACES_CLIENT_IDS": CLIENT_ID,
        "INTERFACES_API_URL": "" if packages else ORIGIN,
        "INTERFACES_GIT_URL": git_url,
        "INTERFACES_MIRROR_DIR": str(folder / f"{role}-{port}.git"),
        "INTERFACES_PORT": str(port),
        "INTERFACES_LOG_LEVEL": "warning",
    }
    if packages:
        environment["INTERFACES_PACKAGES"] = str(packages)
    if rules:
        environment["INTERFACES_RULES"] = str(rules)
    origin = f"http://127.0.0.1:{port}"
    command = command or [*PYTHON, "cli", "serve", role, "--workers", "1"]
    log = folder / f"{role}-{port}.log"
    with running(command, origin, ready=ready, headers=headers, environment=environment, log=log) as server:
        yield server


@contextmanager
def dev(folder: Path, port: int, packages: Path) -> Iterator[Running]:
    """`interfaces dev` as authors start it, free to use every core. Ready when the first package is shown."""
    origin, state = f"http://127.0.0.1:{port}", folder / "state"
    token = DevIssuer(state / "issuer", f"{origin}/issuer").mint("author")
    command = [
        *PYTHON, "cli", "dev", str(packages), "--port", str(port), "--no-browser", "--state", str(state),
    ]  # fmt: skip
    with running(
        command,
        origin,
        ready=f"/{workspace_uuid(f'@webapp/{sample.FOLDER}')}",
        headers={"Cookie": f"interfaces_token={token}", "Accept": "text/html"},
        log=folder / f"dev-{port}.log",
        core=ALL_CORES,
    ) as server:
        yield server


@contextmanager
def hello(folder: Path, port: int) -> Iterator[Running]:
    """The limit: an ASGI application that says hello, on the same server with the same settings."""
    command: Sequence[str] = [
        *PYTHON, "uvicorn", "benchmarks.hello:app", "--port", str(port), "--http", "httptools",
        "--loop", "uvloop", "--lifespan", "off", "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip
    with running(command, f"http://127.0.0.1:{port}", log=folder / "hello.log") as server:
        yield server
