"""HTTP/1.1 over a connection: uvicorn's httptools protocol, with the limits it does not know.

httptools refuses what smugglers send. It bounds neither size nor time, so that is done here: while bytes
arrive a counter, and one timer for each connection. A request itself costs a few comparisons more.
"""

import asyncio
import logging
import socket
import struct
from collections.abc import Callable, Iterable
from http import HTTPStatus
from random import SystemRandom
from typing import Any, cast

import httptools
import uvicorn
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from door.cycle import Cycle
from door.limits import Limits
from door.peers import Peers
from door.refusal import Refused, too_large
from door.target import check_host, check_version, parse_target
from door.tunnel import SCOPE, Raw
from door.untaken import Reader

_RANDOM = SystemRandom()  # the shared one is for whoever seeds it

log = logging.getLogger("door")

DRAINING = "draining"  # set in the application's state while a process is about to stop
_INF = float("inf")
_NOW = struct.pack("ii", 1, 0)
_FRAMING = 256 * 1024  # bytes of chunk sizes and trailers without any content between
_IDENTITY = b"x-amzn-oidc-"
_ASGI = {"version": "3.0", "spec_version": "2.3"}


class FrontDoor(HttpToolsProtocol):
    """One connection. `trusted` are the peers whose identity headers reach the application."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: Limits,
        trusted: Peers,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = limits
        self._peers = trusted
        self._trusted = False
        self._watch: asyncio.TimerHandle | None = None
        self._refusal: Refused | None = None
        self._refused = False
        self._in_head = False  # from a request's first byte to the end of its headers
        self._in_body = False
        self._head_size = 0
        self._fed = 0  # bytes that arrived since the head began
        self._quiet = 0  # bytes of a body's framing since the last of its content
        self._deadline = _INF  # of the head, of the body in all, or of the wait for the next request
        self._idle = _INF  # of the next part of a body
        self._gone: Callable[[], None] | None = None  # who hears of it when the caller hangs up
        self._raw: Raw | None = None  # who took the connection over
        self._early: bytearray | None = None  # what came while it may become a web socket

    # The connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._reader = Reader(transport, self._limits, self.loop.time)
        self._trusted = self.client is not None and self._peers.include(self.client[0])
        if self._trusted:
            self._limits = self._limits.through_a_proxy
        self._deadline = self.loop.time() + self._limits.head
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch:
            self._watch.cancel()
        super().connection_lost(exc)
        if self.scope:
            cast(dict[str, Any], self.scope).pop(SCOPE, None)  # or it would keep us alive
        self._tell_gone()
        if self._raw:
            self._raw.lost()

    def pause_writing(self) -> None:
        self._reader.begin()
        super().pause_writing()
        if self._raw:
            self._raw.pause()

    def resume_writing(self) -> None:
        self._reader.note()
        super().resume_writing()
        if self._raw:
            self._raw.resume()

    # What a handler may do beside answering; see tunnel.py

    def inform(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        if self.scope.get("http_version") == "1.1" and not self.cycle.response_started:
            lines = b"".join(b"%b: %b\r\n" % each for each in headers)
            self.transport.write(b"HTTP/1.1 %d %b\r\n%b\r\n" % (status, _phrase(status), lines))

    def take_over(self, raw: Raw) -> None:
        self._gone = None  # `raw` hears of it
        self._raw, early, self._early = raw, self._early, None
        self.cycle.response_started = self.cycle.response_complete = True
        if early:
            raw.data(bytes(early))
        self.flow.resume_reading()

    def when_gone(self, call: Callable[[], None]) -> None:
        self._gone = call

    def _tell_gone(self) -> None:
        gone, self._gone = self._gone, None
        if gone:
            gone()

    def _look_later(self) -> None:
        """Spread a little: a crowd that came at once must not be turned away at once, to people's cost."""
        self._watch = self.loop.call_later(self._limits.tick * (0.5 + _RANDOM.random()), self._look)

    def _look(self) -> None:
        """Once a tick: ends a connection whose caller takes too long."""
        now = self.loop.time()
        self._look_later()
        if self._reader.is_stuck(now):
            log.warning("closed: the answer was not read")
            return self._drop()
        if self.flow.read_paused:  # we are the slow ones
            self._deadline += self._limits.tick
            self._idle = now + self._limits.body_idle if self._in_body else _INF
        elif now >= min(self._deadline, self._idle):
            self._too_slow()
        return None

    def _drop(self) -> None:
        """At once, with what the system still holds for the caller: it would serve them for minutes."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOW)
        self.transport.abort()

    def _too_slow(self) -> None:
        answered = self._in_body and self.cycle.response_started
        if self._refused or answered or not (self._in_body or self._in_head):
            self.transport.close()
        else:
            self._refuse(Refused(408, "The request did not arrive in time. Send it again."))

    # Bytes

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return None
        if self._raw:
            return self._raw.data(data)
        if self._early is not None:
            return self._too_early(self._early, data)
        if self._in_body:
            self._idle = self.loop.time() + self._limits.body_idle
            self._quiet += len(data)
        else:
            if not self._in_head:
                self._begin_head()
            self._fed += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._early = bytearray()  # the handler may take over, or answer as to any request
            self._too_early(self._early, data[upgrade.args[0] :])
        except httptools.HttpParserError:
            return self._refuse(self._refusal or Refused(400, "The request is not HTTP/1.1 as we read it."))
        if (self._in_head and self._fed > 2 * self._limits.head_size) or self._quiet > _FRAMING:
            self._refuse(too_large(self._limits))  # an endless field is kept by the parser until it ends
        return None

    def _too_early(self, early: bytearray, data: bytes) -> None:
        """Kept until the handler has taken over or answered: then it is the next request."""
        early += data
        if len(early) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()

    def _begin_head(self) -> None:
        self._in_head, self._fed, self._head_size = True, 0, 0
        self._deadline = self.loop.time() + self._limits.head

    def _refuse(self, refusal: Refused) -> None:
        """Answers, and reads on for a moment: closing at once could destroy the answer on its way."""
        log.warning("refused: %d %s", refusal.status, refusal.detail)
        self._refused = True
        if self.cycle and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self._tell_gone()
            if self.cycle.response_started:
                return self.transport.close()
        if self.transport.is_closing():
            return None
        self.flow.resume_reading()
        self.transport.write(refusal.answer())
        self.transport.write_eof()
        self._deadline, self._idle = self.loop.time() + self._limits.linger, _INF
        return None

    # What the parser finds

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        if not self._in_head:
            self._begin_head()

    def on_url(self, url: bytes) -> None:
        self.url += url
        self._head_size += len(url)
        if self._head_size > self._limits.head_size:
            self._stop(too_large(self._limits))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head_size += len(name) + len(value)
        if self._head_size > self._limits.head_size or len(self.headers) >= self._limits.fields:
            self._stop(too_large(self._limits))
        if not self._in_head:
            return  # trailers come too late to say anything
        name = name.lower()
        if b"_" in name or (not self._trusted and name.startswith(_IDENTITY)):
            return  # some servers read an underscore as a dash: then it would be another header
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        try:
            check_host(self.headers)
            path, raw_path, query = parse_target(self.url)
            if (version := self.parser.get_http_version()) != "1.1":
                check_version(version, self.headers)
        except Refused as refusal:
            self._stop(refusal)
        scope: Any = {
            "type": "http",
            "asgi": _ASGI,
            "http_version": version,
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme,
            "root_path": "",
            "method": self.parser.get_method().decode("ascii"),
            "path": path,
            "raw_path": raw_path,
            "query_string": query,
            "headers": self.headers,
            "state": self.app_state.copy(),
            SCOPE: self,
        }
        self.scope = scope
        self._in_head, self._in_body, self._quiet = False, True, 0
        now = self.loop.time()
        self._deadline, self._idle = now + self._limits.body, now + self._limits.body_idle
        self._start()

    def _start(self) -> None:
        """Now, or after the answers to the requests before."""
        before, self.cycle = (
            self.cycle,
            Cycle(
                scope=self.scope,
                transport=self.transport,
                flow=self.flow,
                logger=self.logger,
                access_logger=self.access_logger,
                access_log=False,
                default_headers=self.server_state.default_headers,
                message_event=asyncio.Event(),
                expect_100_continue=self.expect_100_continue,
                keep_alive=self._stays(),
                on_response=self.on_response_complete,
            ),
        )
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def _stays(self) -> bool:
        """Whether the connection may have another request after this one."""
        old = self.scope["http_version"] == "1.0"
        return not old and DRAINING not in self.app_state and self.parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self._quiet = 0
        self._deadline += len(body) / self._limits.body_rate
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body, self._quiet = False, 0
        self._deadline = self._idle = _INF
        if self.cycle.response_complete:
            self._rest()
        else:
            self.cycle.more_body = False
            self.cycle.message_event.set()

    def on_response_complete(self) -> None:
        self._gone = None
        self.server_state.total_requests += 1
        if not self.transport.is_closing():
            self._next()
        if self._early is not None:
            early, self._early = bytes(self._early), None
            if early and not self.transport.is_closing():
                self.data_received(early)
        if self._in_body:  # nobody will read the rest: it may end, but not go on
            self._deadline = min(self._deadline, self.loop.time() + self._limits.linger)

    def _next(self) -> None:
        """The request that came behind this one, or the wait for it."""
        if self.flow.read_paused:
            self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._deadline == _INF:
            self._rest()

    def _rest(self) -> None:
        """Until the next request. No timer of its own for each of these waits: `_look` ends them as well."""
        self._deadline = self.loop.time() + self._limits.between

    def _stop(self, refusal: Refused) -> None:
        """Out of the parser, which wraps what is raised: the refusal waits beside it."""
        self._refusal = refusal
        raise refusal


def _phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode("ascii")
    except ValueError:
        return b""
