"""A real server behind the front door, whose application tells what reached it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import pytest
from starlette.types import Receive, Scope, Send

from door.limits import Limits
from door.server import door_config
from tests.support.asgi import live
from tests.support.serving import free_socket, running, url_of

QUICK = Limits(head=0.4, body_idle=0.4, body=1.2, write=0.6, linger=0.5, tick=0.05)


@dataclass
class House:
    """The application: reads the body, unless told not to, and answers with `size` bytes."""

    scopes: list[Scope] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    gone: int = 0
    size: int = 2
    reads: bool = True
    url: str = ""

    @property
    def paths(self) -> list[str]:
        return [scope["path"] for scope in self.scopes]

    def header(self, name: bytes) -> list[bytes]:
        """All values of a header in the last request."""
        return [value for field, value in self.scopes[-1]["headers"] if field == name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await live(receive, send)
        self.scopes.append(scope)
        if self.reads and not await self._read(receive):
            return None
        headers = [(b"content-length", b"%d" % self.size)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"o" * self.size})
        return None

    async def _read(self, receive: Receive) -> bool:
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.gone += 1
                return False
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.bodies.append(body)
        return True


@pytest.fixture
def open_house() -> Iterator[Callable[..., House]]:
    """Opens a house with these limits (the real ones by default) and these trusted peers."""
    with ExitStack() as stack:

        def start(trusted: str = "", **limits: float) -> House:
            house, bound = House(), free_socket()
            config = door_config(house, "", 0, trusted, replace(Limits(), **limits) if limits else None)  # type: ignore[arg-type]
            stack.enter_context(running(config, bound))
            house.url = url_of(bound)
            return house

        yield start


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    return open_house()


@pytest.fixture
def quick_house(open_house: Callable[..., House]) -> House:
    """The same with limits of parts of a second."""
    return open_house(**vars(QUICK))
