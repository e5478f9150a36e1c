"""One target of a group: an address with its health, its connections and what it is busy with."""

import asyncio
import ssl
from typing import Protocol

from client.faults import CannotConnect
from client.wire import Wire
from router.targets.address import Address
from router.targets.config import GroupConfig
from router.targets.health import Health
from router.targets.snapshot import TargetSnapshot
from router.targets.sticky import mark

KEPT = 50.0  # seconds that an idle connection may be taken again, for what may be repeated
KEPT_FOR_ALL = 3.0  # for everything else: a target that closed it at the same moment would cost the request


class Moving(Protocol):
    """A request that may be taken to another target."""

    def move(self) -> bool:
        """Now, if that is still possible. Whether it was."""


class Member:
    """`in_flight` counts requests. Draining: gets nothing new and is forgotten once it is idle. `waiting`:
    those without an answer yet, which go to another target when this one is put out."""

    def __init__(
        self, config: GroupConfig, address: Address, weight: int, tls: ssl.SSLContext | None
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.address = address
        self.mark = mark(str(address))
        self.weight = weight
        self.health = Health(config, self._loop.time, self._put_out)
        self.in_flight = 0
        self.waiting: set[Moving] = set()
        self.draining_until: float | None = None
        self._limit = config.limit
        self._tls = tls
        self._idle: list[Wire] = []

    @property
    def has_place(self) -> bool:
        return self.in_flight < self._limit

    @property
    def share(self) -> float:
        """Its part of the requests, beside the others'."""
        return self.weight * self.health.pace

    def kept(self, repeatable: bool) -> Wire | None:
        """An idle connection that is fresh enough. The one used last: the others may grow old."""
        fresh = self._loop.time() - (KEPT if repeatable else KEPT_FOR_ALL)
        while self._idle:
            wire = self._idle.pop()
            if wire.is_usable and wire.idle_since > fresh:
                return wire
            wire.close()
        return None

    async def connect(self, seconds: float) -> Wire:
        """A new connection. Raises CannotConnect."""
        address = self.address
        name = address.name if self._tls else None
        try:
            async with asyncio.timeout(seconds):
                _, wire = await self._loop.create_connection(
                    Wire, address.host, address.port, ssl=self._tls, server_hostname=name
                )
        except (OSError, ssl.SSLError) as error:  # a TimeoutError is an OSError
            raise CannotConnect(f"{address}: {type(error).__name__}") from None
        return wire

    def give_back(self, wire: Wire) -> None:
        """After an exchange that came to its end."""
        if wire.is_usable and self.draining_until is None:
            wire.idle_since = self._loop.time()
            self._idle.append(wire)
        else:
            wire.close()

    def drain(self, seconds: float) -> None:
        self.draining_until = self._loop.time() + seconds
        self.close()

    def close(self) -> None:
        """Ends the idle connections; requests under way go on."""
        while self._idle:
            self._idle.pop().close()

    def _put_out(self) -> None:
        for each in list(self.waiting):
            each.move()

    def snapshot(self) -> TargetSnapshot:
        state = self.health.state if self.draining_until is None else "draining"
        return TargetSnapshot(str(self.address), state, self.weight, self.in_flight)
