"""Pages of another site around ours: localhost is another site than 127.0.0.1."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from tests.support.serving import free_socket, served


@dataclass
class Host:
    """Answers every path with the same page."""

    html: str = ""
    url: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = [(b"content-type", b"text/html; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.html.encode()})


@contextmanager
def hosted() -> Iterator[Host]:
    host, bound = Host(), free_socket()
    with served(host, bound) as url:
        host.url = url.replace("127.0.0.1", "localhost")
        yield host
