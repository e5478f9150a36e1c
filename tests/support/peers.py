"""Programs of others through a proxy: curl, git, and a reader of events. They say what they found wrong."""

import asyncio
import hashlib
import os
import subprocess
import time
from pathlib import Path

import httpx2
from starlette.types import Receive, Scope, Send

from tests.support.git_http import git_server

_WHO = ("-c", "user.name=A", "-c", "user.email=a@example.com")
_CALM = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
_CURL = ("curl", "--silent", "--show-error", "--fail", "--max-time", "60", "--noproxy", "*")


class PeersTarget:
    """What they ask: /echo gives back what came, /events/N/S tells N events in S seconds, the rest is git's.
    `folder`: where the repositories are."""

    def __init__(self, folder: Path) -> None:
        self._git = git_server(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/echo":
            await _echo(receive, send)
        elif scope["path"].startswith("/events/"):
            _, _, count, seconds = scope["path"].split("/")
            await _events(int(count), float(seconds), send)
        else:
            await self._git(scope, receive, send)


async def _echo(receive: Receive, send: Send) -> None:
    message = await receive()  # which says 100 to who expects it
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-echo", b"yes")]})
    while message.get("more_body", False):
        await send({"type": "http.response.body", "body": message["body"], "more_body": True})
        message = await receive()
    await send({"type": "http.response.body", "body": message.get("body", b"")})


async def _events(count: int, seconds: float, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for number in range(count):
        event = f"id: {number}\ndata: {time.monotonic()}\n\n".encode()
        await send({"type": "http.response.body", "body": event, "more_body": True})
        await asyncio.sleep(seconds / count)
    await send({"type": "http.response.body", "body": b""})


def curl(url: str, folder: Path, size: int) -> list[str]:
    """Uploads `size` bytes in each way that curl knows, and compares what comes back."""
    sent = folder / "sent"
    sent.write_bytes(os.urandom(size))
    ways = {
        "with a length": ("--data-binary", f"@{sent}"),
        "with Expect": ("--data-binary", f"@{sent}", "--header", "Expect: 100-continue"),
        "in chunks": ("--upload-file", f"{sent}", "--header", "Transfer-Encoding: chunked"),
        "as HTTP/1.0": ("--http1.0", "--data-binary", f"@{sent}"),
    }
    wanted = _digest(sent.read_bytes())
    wrong = [name for name, way in ways.items() if _digest(_said(*way, f"{url}/echo")) != wanted]
    head = _said("--head", f"{url}/echo").decode()
    return wrong + ["HEAD"] * ("x-echo: yes" not in head.lower())


def _said(*arguments: str) -> bytes:
    return subprocess.run([*_CURL, *arguments], capture_output=True, check=False).stdout


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def make_repository(folder: Path, size: int) -> Path:
    """A bare one that takes pushes, with `size` bytes that cannot be packed."""
    work, bare = folder / "work", folder / "served" / "some.git"
    git(folder, "init", "--quiet", "--initial-branch=main", str(work))
    (work / "content").write_bytes(os.urandom(size))
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "--message", "one")
    git(folder, "clone", "--quiet", "--bare", str(work), str(bare))
    git(bare, "config", "http.receivepack", "true")
    return bare


def clone_and_push(url: str, folder: Path, bare: Path, size: int) -> list[str]:
    """Takes the repository over HTTP, and brings `size` new bytes back."""
    copy = folder / "copy"
    git(folder, "clone", "--quiet", f"{url}/{bare.name}", str(copy))
    wrong = ["clone"] * (git(copy, "rev-parse", "HEAD") != git(bare, "rev-parse", "main"))
    (copy / "more").write_bytes(os.urandom(size))
    git(copy, "add", "--all")
    git(copy, "commit", "--quiet", "--message", "two")
    git(copy, "push", "--quiet")
    wrong += ["push"] * (git(copy, "rev-parse", "HEAD") != git(bare, "rev-parse", "main"))
    git(copy, "fsck", "--full")
    return wrong


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *_WHO, *arguments], cwd=folder, env=os.environ | _CALM, check=True, capture_output=True
    )
    return done.stdout.decode().strip()


def events(url: str, count: int, seconds: float) -> tuple[int, float]:
    """How many of the events came, in their order; and by how many seconds the latest was late."""
    told = 0
    late = 0.0
    with httpx2.stream("GET", f"{url}/events/{count}/{seconds}", timeout=60, trust_env=False) as got:
        for line in got.iter_lines():
            if line.startswith("data: "):
                late = max(late, time.monotonic() - float(line.removeprefix("data: ")))
            told += line == f"id: {told}"
    return told, late
