"""A process that serves: uvicorn behind our front door, stopped without breaking anybody's request."""

import asyncio
import gc
import signal
import socket
import sys
from functools import partial
from time import monotonic
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE

from door.limits import Limits
from door.listener import Listener
from door.peers import Peers
from door.protocol import DRAINING, FrontDoor

COLLECTIONS = 10_000, 10, 100  # new objects, then collections of the younger, until the next of each age
FINISH = 18  # seconds that requests under way may still take once nobody new is let in


def door_config(
    app: ASGIApp, host: str, port: int, trusted_proxies: str = "", limits: Limits | None = None, **more: Any
) -> uvicorn.Config:
    """`trusted_proxies`: whose X-Forwarded-* and identity headers are believed."""
    door = partial(FrontDoor, limits=limits or Limits(), trusted=Peers(trusted_proxies))
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=door,  # type: ignore[arg-type]
        loop="uvloop",
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=FINISH,
        server_header=False,
        access_log=False,
        log_config=None,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        **more,
    )


def collect_rarely() -> None:
    """For a process that serves: what is there stays, and a request leaves next to no cycles behind.

    As Python comes, a collection looks through everything once in a few thousand requests, while they wait.
    """
    gc.freeze()
    gc.set_threshold(*COLLECTIONS)
    gc.enable()


class DoorServer(uvicorn.Server):
    """On SIGTERM: not ready any more, but serving on for `drain` seconds, while load balancers learn of it.

    Then the listener closes and what is under way ends. A second signal, or Ctrl-C, skips the wait.
    """

    def __init__(self, config: uvicorn.Config, drain: float = 0.0) -> None:
        super().__init__(config)
        self._drain = drain
        self._closes_at: float | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listens on `sockets`, or else where the configuration says."""
        config = self.config
        bound = sockets or [config.bind_socket()]
        await self.lifespan.startup()
        if self.lifespan.should_exit:
            sys.exit(STARTUP_FAILURE)
        collect_rarely()
        listeners: list[Any] = [Listener(each, config.backlog, self._protocol, config.ssl) for each in bound]
        self.servers = listeners
        self.started = True

    def _protocol(self) -> asyncio.Protocol:
        make: Any = self.config.http_protocol_class
        protocol: asyncio.Protocol = make(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return protocol

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig == signal.SIGTERM and self._closes_at is None and self._drain and self.started:
            self._closes_at = monotonic() + self._drain
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        if self._closes_at is not None:
            self.lifespan.state[DRAINING] = True
            if monotonic() >= self._closes_at:
                return True
        return await super().on_tick(counter)
