"""One HTTP/1.1 connection to a target: one exchange at a time, both bodies streamed, neither kept."""

import asyncio
from collections.abc import Callable
from typing import cast

import httptools

from client.faults import Broken, Garbage, GivenUp, TargetFault
from door.tunnel import Raw
from typed.record import dataclass

HEAD_LIMIT = 64 * 1024  # bytes of an answer's header fields
FIELDS = 100
HIGH, LOW = 256 * 1024, 64 * 1024  # bytes of a body that wait here, until the target is held back and let on

Headers = list[tuple[bytes, bytes]]
Interim = Callable[[int, Headers], None]


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of an answer. Names are in lower case; repeated ones stay apart."""

    status: int
    headers: Headers


class Wire(asyncio.Protocol):
    """Made by `loop.create_connection`. `is_usable`: it takes another exchange."""

    def __init__(self) -> None:
        self.is_usable = False
        self.idle_since = 0.0  # the loop's clock; kept by the pool
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._writable: asyncio.Future[None] | None = None
        self._raw: Raw | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._method = "GET"
        self.begin("GET", _nobody)
        self._begun = False

    # What an exchange does

    def begin(self, method: str, interim: Interim) -> None:
        """Before each request. `interim` hears of 1xx answers."""
        if self._method == "HEAD":  # the parser still waits for the body that was told of
            self._parser = httptools.HttpResponseParser(self)
        self._begun = True
        self._method = method
        self._interim = interim
        self._headers: Headers = []
        self._size = 0  # bytes that came until the head was whole
        self._fields = 0  # bytes of names and values
        self._until_close = False
        self._head: Head | None = None
        self._parts: list[bytes] = []
        self._held = 0  # bytes in `_parts`
        self._paused = False
        self._ended = False
        self._answered = False
        self._fault: TargetFault | None = None
        self._news: asyncio.Future[None] | None = None

    def write(self, data: bytes) -> None:
        """Raises Broken when the connection is gone. Call `drain` before the next one."""
        if self._transport is None or self._transport.is_closing():
            raise Broken(self._answered)
        self._transport.write(data)

    async def drain(self) -> None:
        """Waits while the target reads slower than we send."""
        if self._writable is not None:
            await self._writable

    async def head(self) -> Head:
        """The final answer's, or the 101's. Raises Broken or Garbage."""
        while self._head is None:
            await self._next()
        return self._head

    async def part(self) -> bytes:
        """What came of the body since; empty at its end. Raises Broken or Garbage."""
        while not (self._parts or self._ended):
            await self._next()
        return self.take()

    def take(self) -> bytes:
        """The same without waiting, when there are news."""
        data = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts.clear()
        self._held = 0
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return data

    @property
    def has_head(self) -> bool:
        return self._head is not None

    @property
    def has_news(self) -> bool:
        """Whether `part` need not wait."""
        return bool(self._parts) or self._ended

    @property
    def has_ended(self) -> bool:
        """Whether the answer is here whole."""
        return self._ended and not self._parts

    @property
    def transport(self) -> asyncio.Transport:
        """Raises Broken before the connection was made."""
        if self._transport is None:
            raise Broken(self._answered)
        return self._transport

    def give_up(self) -> bool:
        """Lets `head` raise GivenUp, unless the answer has begun. Whether it does."""
        if self._head is None:
            self._fail(GivenUp())
        return self._head is None

    def switch(self, raw: Raw) -> None:
        """After a 101: `raw` gets what comes from now on, and what came already."""
        self._raw = raw
        self.is_usable = False
        for data in self._parts:
            raw.data(data)
        self._parts.clear()
        if self.transport.is_closing():
            raw.lost()

    def close(self) -> None:
        self.is_usable = False
        if self._transport is not None:
            self._transport.abort()

    def _next(self) -> asyncio.Future[None]:
        """Done as soon as anything comes. Raises what went wrong."""
        if self._fault is not None:
            raise self._fault
        self._news = self._loop.create_future()
        return self._news

    # What the transport calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.is_usable = True

    def data_received(self, data: bytes) -> None:
        if self._raw is not None:
            return self._raw.data(data)
        if not self._begun or self._ended:
            return self.close()  # nobody asked
        self._answered = True
        if self._head is not None and self._head.status == 101:
            self._parts.append(data)
            return None
        try:
            self._feed(data)
        except (httptools.HttpParserError, Garbage) as error:
            self._fail(Garbage(str(error.__context__ or error)))
        return None

    def _feed(self, data: bytes) -> None:
        if self._head is None:
            self._size += len(data)
            if self._size > 2 * HEAD_LIMIT + HIGH:
                raise Garbage("a head without end")
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._switched(data[upgrade.args[0] :])
        if self._held > HIGH and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def _switched(self, rest: bytes) -> None:
        self._head = Head(101, self._headers)
        self.is_usable = False
        if rest:
            self._parts.append(rest)
        self._tell()

    def pause_writing(self) -> None:
        if self._raw is not None:
            return self._raw.pause()
        self._writable = self._loop.create_future()
        return None

    def resume_writing(self) -> None:
        if self._raw is not None:
            return self._raw.resume()
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None
        return None

    def eof_received(self) -> None:
        """A body without a length ends here."""
        if self._head is not None and not self._ended and self._until_close:
            self._end()

    def connection_lost(self, _error: Exception | None) -> None:
        self.is_usable = False
        self.resume_writing()
        if self._raw is not None:
            return self._raw.lost()
        if not self._ended:
            self._fail(Broken(self._answered))
        return None

    # What the parser calls

    def on_message_begin(self) -> None:
        if self._ended:
            self.is_usable = False  # two answers to one request: the next one would get somebody else's

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._head is not None:
            return  # a trailer: it comes too late to say anything
        self._headers.append((name.lower(), value))
        self._fields += len(name) + len(value)

    def on_headers_complete(self) -> None:
        if len(self._headers) > FIELDS or self._fields > HEAD_LIMIT:
            raise Garbage("a head above the limit")
        status = self._parser.get_status_code()
        if status < 200 or self._head is not None:
            return
        names = dict(self._headers)
        if b"transfer-encoding" in names and _codings(self._headers) != [b"chunked"]:
            raise Garbage("an unknown transfer coding")
        without = self._method == "HEAD" or status in (204, 304)
        self._until_close = not (without or b"transfer-encoding" in names or b"content-length" in names)
        self._head = Head(status, self._headers)
        if without:
            self._end()
        self._tell()

    def on_body(self, data: bytes) -> None:
        if not self._ended:
            self._parts.append(data)
            self._held += len(data)
            if self._news is not None:
                self._tell()

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status == 101:
            return  # told by the parser's HttpParserUpgrade, which brings what follows
        if status < 200:
            headers, self._headers = self._headers, []
            self._interim(status, headers)
        elif not self._ended:
            self._end()

    def _end(self) -> None:
        self._ended = True
        self.is_usable = self.is_usable and not self._until_close and self._parser.should_keep_alive()
        if self._news is not None:
            self._tell()

    def _fail(self, fault: TargetFault) -> None:
        self._fault = self._fault or fault
        self.close()
        self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, None
        if news is not None and not news.done():
            news.set_result(None)


def _codings(headers: Headers) -> list[bytes]:
    return [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]


def _nobody(_status: int, _headers: Headers) -> None:
    """Nobody asked yet."""
