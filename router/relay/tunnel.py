"""A connection that became a web socket: bytes in both directions, as fast as each side reads."""

import asyncio
from collections.abc import Mapping

from starlette.types import Scope

from client.wire import Head, Headers, Wire
from door.tunnel import SCOPE, Tunnelled
from router.errors import ClientGone
from router.forwarding import response_headers

SWITCH: Headers = [(b"connection", b"Upgrade"), (b"upgrade", b"websocket")]


def wants_switch(scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
    """Whether the caller asks for a web socket, and our door can give its connection away."""
    if scope["method"] != "GET" or SCOPE not in scope:
        return False
    upgrade, connection = headers.get(b"upgrade", b""), headers.get(b"connection", b"")
    return upgrade.lower() == b"websocket" and b"upgrade" in connection.lower()


async def tunnel(scope: Scope, wire: Wire, head: Head) -> None:
    """Tells the caller that the protocol is another one now, and carries until one side ends."""
    door: Tunnelled | None = scope.get(SCOPE)
    if door is None:
        raise ClientGone
    ended = asyncio.Event()
    door.transport.write(_answer(head))
    scope["status"] = 101
    caller = door.transport
    try:
        door.take_over(_Side(wire.transport, ended))
        wire.switch(_Side(caller, ended))
        await ended.wait()
    finally:
        caller.close()  # what it has not read yet still goes out
        wire.transport.close()


class _Side:
    """What one connection receives goes to the other; when it is full, the other is not read."""

    def __init__(self, other: asyncio.Transport, ended: asyncio.Event) -> None:
        self._other = other
        self._ended = ended

    def data(self, data: bytes) -> None:
        self._other.write(data)

    def pause(self) -> None:
        if not self._other.is_closing():
            self._other.pause_reading()

    def resume(self) -> None:
        if not self._other.is_closing():
            self._other.resume_reading()

    def lost(self) -> None:
        self._ended.set()


def _answer(head: Head) -> bytes:
    headers = [*SWITCH, *response_headers(head.status, head.headers)]
    lines = b"".join(b"%b: %b\r\n" % each for each in headers)
    return b"HTTP/1.1 101 Switching Protocols\r\n%b\r\n" % lines
