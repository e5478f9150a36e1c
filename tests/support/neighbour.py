"""A neighbour for the edge: plays the API, remembers what it received, answers what it was told to."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Receive, Scope, Send

from tests.support.asgi import whole_body


@dataclass(frozen=True)
class Received:
    """One request as it arrived. Header names are in lower case, repeats are kept."""

    method: str
    target: str  # path and query, raw
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for field, value in self.headers if field == name]

    def header(self, name: str) -> str:
        (value,) = self.all(name)
        return value

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answer = Callable[[Received, Send], Awaitable[None]]


@dataclass
class Neighbour:
    """An ASGI application. What nobody planned is reflected: the answer says what was received."""

    received: list[Received] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)  # targets whose caller hung up while we answered
    plans: dict[tuple[str, str], Answer] = field(default_factory=dict)

    def forget(self) -> None:
        """Back to the beginning, for the next test."""
        self.received.clear()
        self.gone.clear()
        self.plans.clear()

    def on(self, method: str, path: str, answer: Answer) -> None:
        self.plans[method, path] = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Received(scope["method"], _target(scope), _headers(scope), await whole_body(receive))
        self.received.append(request)
        plan = self.plans.get((scope["method"], scope["path"]), reflect)
        answering = asyncio.ensure_future(plan(request, send))
        leaving = asyncio.ensure_future(_left(receive))
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            self.gone.append(request.target)
            answering.cancel()
        leaving.cancel()
        await asyncio.gather(answering, leaving, return_exceptions=True)


async def reflect(request: Received, send: Send) -> None:
    """What arrived, as JSON."""
    seen = {
        "method": request.method,
        "target": request.target,
        "headers": request.headers,
        "size": len(request.body),
        "body": request.body[:1000].decode("latin-1"),
    }
    await _send(send, 200, json.dumps(seen).encode(), [("content-type", "application/json")])


def answer(status: int, body: object = None, headers: list[tuple[str, str]] | None = None) -> Answer:
    """A fixed answer: bytes as they are, None for nothing, everything else as JSON."""

    async def plan(_request: Received, send: Send) -> None:
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = "application/problem+json" if status >= 400 else "application/json"
        await _send(send, status, content, headers if headers is not None else [("content-type", kind)])

    return plan


async def hang(_request: Received, _send: Send) -> None:
    """Never answers."""
    await asyncio.Event().wait()


async def _send(send: Send, status: int, body: bytes, headers: list[tuple[str, str]]) -> None:
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _target(scope: Scope) -> str:
    query = "?" + scope["query_string"].decode("latin-1") if scope["query_string"] else ""
    return str(scope["raw_path"].decode("latin-1")) + query


def _headers(scope: Scope) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
