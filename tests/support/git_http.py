"""Git repositories over HTTP, by git's own server program: clients clone from it and push to it."""

import asyncio
import os
import subprocess
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from tests.support.asgi import whole_body


def git_server(folder: Path) -> ASGIApp:
    """An application that serves every repository in `folder` by its name."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await whole_body(receive)
        answer = await asyncio.to_thread(_ask_git, _variables(scope, folder, len(body)), body)
        await _hand_on(answer, send)

    return serve


def _ask_git(variables: dict[str, str], body: bytes) -> bytes:
    done = subprocess.run(["git", "http-backend"], input=body, env=variables, capture_output=True, check=True)
    return done.stdout


def _variables(scope: Scope, folder: Path, length: int) -> dict[str, str]:
    """The request, as RFC 3875 hands it to a program."""
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    return {
        "PATH": os.environ["PATH"],
        "GIT_PROJECT_ROOT": str(folder),
        "GIT_HTTP_EXPORT_ALL": "1",
        "REMOTE_USER": "somebody",
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": scope["path"],
        "QUERY_STRING": scope["query_string"].decode(),
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(length),
        "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
        "GIT_PROTOCOL": headers.get("git-protocol", ""),
    }


async def _hand_on(answer: bytes, send: Send) -> None:
    head, _, content = answer.partition(b"\r\n\r\n")
    fields = [line.partition(b": ")[::2] for line in head.split(b"\r\n")]
    status = int(dict(fields).get(b"Status", b"200")[:3])
    headers = [(name.lower(), value) for name, value in fields if name != b"Status"]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
