"""A target group at work: it hands out targets, and lets requests wait a moment when all are full."""

import asyncio
import ssl
from collections import deque
from collections.abc import Collection

from router.targets.address import Address, address_of, is_literal, looked_up
from router.targets.checks import check_forever
from router.targets.choice import chosen, usable
from router.targets.clock import Clock
from router.targets.config import GroupConfig, Target
from router.targets.member import Member
from router.targets.snapshot import GroupSnapshot

LOOK_UP = 10.0  # seconds between looks at what a name means


class NoTarget(Exception):
    """The group has no target at all: none is declared with a weight, or no name means anything."""


class AllFull(Exception):
    """Every target has as many requests as it may have, and the queue is full or did not move."""


class Group:
    """`requests` and `failures` only grow; a failure is no answer, a broken one, or 5xx."""

    def __init__(self, config: GroupConfig) -> None:
        self.config = config
        self.requests = 0
        self.failures = 0
        self.clock = Clock()
        self._members: dict[Address, Member] = {}
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._looked_up = asyncio.Event()
        secure = any(target.url.startswith("https:") for target in config.targets)
        self._tls = ssl.create_default_context() if secure else None

    async def enter(self, avoid: Collection[Member] = (), stay: str = "") -> Member:
        """A target with a place, which is taken until `leave`. Raises NoTarget or AllFull."""
        if not self._looked_up.is_set():
            await self._first_look()
        if (member := self._chosen(avoid, stay)) is None:
            member = await self._queued(avoid, stay)
        member.in_flight += 1
        return member

    def leave(self, member: Member) -> None:
        member.in_flight -= 1
        if self._waiting:
            self._wake()

    def _wake(self) -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                return waiting.set_result(None)
        return None

    def count(self, failed: bool) -> None:
        """One request came to its end."""
        self.requests += 1
        self.failures += failed

    @property
    def size(self) -> int:
        return len(self._members)

    @property
    def members(self) -> list[Member]:
        return list(self._members.values())

    def has_other(self, than: Collection[Member]) -> bool:
        """Whether a target that is well has a place, beside these."""
        members = usable(self._members.values())
        return any(each.has_place and each.health.is_well and each not in than for each in members)

    def snapshot(self) -> GroupSnapshot:
        targets = tuple(each.snapshot() for each in self.members)
        return GroupSnapshot(self.config.name, targets, self.requests, self.failures, len(self._waiting))

    def _chosen(self, avoid: Collection[Member], stay: str) -> Member | None:
        """None when all are full. Raises NoTarget."""
        members = usable(self._members.values())
        if not members:
            raise NoTarget(self.config.name)
        same = next((each for each in members if each.mark == stay), None) if stay else None
        return chosen(members, avoid, same)

    async def _queued(self, avoid: Collection[Member], stay: str) -> Member:
        """First come, first served."""
        if len(self._waiting) >= self.config.queue:
            raise AllFull(self.config.name)
        try:
            async with asyncio.timeout(self.config.queue_seconds):
                while True:
                    place = asyncio.get_running_loop().create_future()
                    self._waiting.append(place)
                    await place
                    if (member := self._chosen(avoid, stay)) is not None:
                        return member
        except asyncio.CancelledError:
            self._wake()  # a place that was meant for us is somebody else's
            raise
        except TimeoutError:
            self._wake()
            raise AllFull(self.config.name) from None

    # Where its targets are

    async def live(self) -> None:
        """Looks names up and checks health, until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look_up_forever())
            if self.config.health_check:
                tasks.create_task(check_forever(self.config.health_check, lambda: self.members))

    def close(self) -> None:
        for member in self.members:
            member.close()

    async def _first_look(self) -> None:
        try:
            async with asyncio.timeout(self.config.queue_seconds):
                await self._looked_up.wait()
        except TimeoutError:
            raise NoTarget(self.config.name) from None

    async def _look_up_forever(self) -> None:
        named = [target for target in self.config.targets if not is_literal(address_of(target.url))]
        await self.look_up()
        while named:
            await asyncio.sleep(LOOK_UP)
            await self.look_up()

    async def look_up(self) -> None:
        """What is new joins; what is gone drains. A name that cannot be looked up keeps what it meant."""
        found: dict[Address, Target] = {}
        for target in self.config.targets:
            for address in await self._meant(target):
                found[address] = target
        for address, target in found.items():
            if address not in self._members or self._members[address].draining_until is not None:
                self._members[address] = Member(self.config, address, target.weight, self._tls_of(address))
        self._drain(set(self._members) - set(found))
        self._looked_up.set()

    async def _meant(self, target: Target) -> list[Address]:
        address = address_of(target.url)
        if is_literal(address):
            return [address]
        try:
            return await looked_up(address)
        except OSError:
            return [each for each in self._members if each.name == address.name and each.port == address.port]

    def _drain(self, gone: set[Address]) -> None:
        for address in gone:
            member = self._members[address]
            if member.draining_until is None:
                member.drain(self.config.drain_seconds)
            elif not member.in_flight:
                del self._members[address]

    def _tls_of(self, address: Address) -> ssl.SSLContext | None:
        return self._tls if address.secure else None
