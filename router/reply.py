"""Answers whose headers are finished bytes: nothing is computed while they are sent."""

from collections.abc import Sequence
from typing import Self

from starlette.types import Receive, Scope, Send

from door.tunnel import AT_ONCE

RawHeaders = Sequence[tuple[bytes, bytes]]

NO_STORE = (b"cache-control", b"private, no-store")


class Reply:
    """A complete answer, an ASGI application."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: RawHeaders, body: bytes = b"") -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def with_header(self, header: tuple[bytes, bytes]) -> Self:
        """The same answer with one more header."""
        return type(self)(self.status, [*self.headers, header], self.body)

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": self.status, "headers": self.headers, AT_ONCE: True}
        )
        await send({"type": "http.response.body", "body": self.body})


def reply(status: int, media_type: bytes, body: bytes, headers: RawHeaders = ()) -> Reply:
    """A body of some type. Say in `headers` how long it may be kept."""
    length = (b"content-length", b"%d" % len(body))
    return Reply(status, [(b"content-type", media_type), length, *headers], body)


def redirect(path: str, headers: RawHeaders = ()) -> Reply:
    """303: the browser goes on with a GET. `path` is ASCII and on this origin."""
    location = (b"location", path.encode("ascii"))
    return Reply(303, [location, (b"content-length", b"0"), NO_STORE, *headers])
