"""One HTTP/1.1 connection to the API: one exchange at a time, answers read whole.

A general client spends more on a small JSON call than the page around it costs; this one knows only what the
API sends. What streams goes through the room `client`.
"""

import asyncio
from collections.abc import Mapping
from typing import cast

import httptools

from typed.record import dataclass

ANSWER_LIMIT = 4 * 1024 * 1024  # bytes of an answer, with its head


@dataclass(frozen=True)
class Answer:
    """What came back. Header names are in lower case; of a repeated header the last one counts."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ConnectionBroken(Exception):
    """The connection ended before the answer did. `answered`: a part of the answer had come."""

    def __init__(self, answered: bool) -> None:
        super().__init__("after the answer began" if answered else "before any answer")
        self.answered = answered


class NotHttp(Exception):
    """What came is no answer that we understand, or a longer one than we read."""


class Connection(asyncio.Protocol):
    """Made by `loop.create_connection`. `is_usable` says whether it takes another exchange."""

    def __init__(self) -> None:
        self.is_usable = False
        self.idle_since = 0.0  # the loop's clock; kept by the pool
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._until = 0.0  # the loop's clock
        self._timer: asyncio.TimerHandle | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._forget()

    async def exchange(self, request: bytes, until: float) -> Answer:
        """Send a whole request and read its answer. Raises ConnectionBroken, NotHttp or TimeoutError.

        Whoever gives up waiting ends the connection: a late answer must not meet the next request.
        """
        if self._transport is None:
            raise ConnectionBroken(answered=False)
        self._forget()
        self._waiting = self._loop.create_future()
        self._end_by(until)
        self._transport.write(request)
        try:
            return await self._waiting
        except BaseException:
            self.close()
            raise
        finally:
            self._waiting = None

    def close(self) -> None:
        self.is_usable = False
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None:
            self._transport.abort()

    def _end_by(self, until: float) -> None:
        """One timer for many exchanges: most of them are over long before it looks."""
        self._until = until
        if self._timer is None:
            self._timer = self._loop.call_at(until, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._waiting is None:
            return
        if self._loop.time() < self._until:
            self._end_by(self._until)
        else:
            self._fail(TimeoutError())

    def _forget(self) -> None:
        self._received = 0
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []

    # what the transport calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.is_usable = True

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        if self._waiting is None or self._waiting.done():
            return self.close()  # nobody asked
        if self._received > ANSWER_LIMIT:
            return self._fail(NotHttp("longer than the limit"))
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade, UnicodeDecodeError) as error:
            self._fail(NotHttp(type(error).__name__))

    def connection_lost(self, _error: Exception | None) -> None:
        self._fail(ConnectionBroken(answered=self._received > 0))

    # what the parser calls

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("ascii").lower()] = value.decode("latin-1")

    def on_body(self, data: bytes) -> None:
        self._body.append(data)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:  # an announcement; the answer follows
            self._headers, self._body = {}, []
        elif self._waiting is not None and not self._waiting.done():
            self.is_usable = self.is_usable and self._parser.should_keep_alive()
            self._waiting.set_result(Answer(status, self._headers, b"".join(self._body)))
        else:
            self.close()  # two answers to one request: the next one would get somebody else's

    def _fail(self, error: Exception) -> None:
        self.close()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)
