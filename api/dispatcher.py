"""Hands the outbox over to workflow engines: at least once, in order for each execution, the oldest first."""

import asyncio
from contextlib import suppress

from psycopg import Error

from api import outbox
from api.cipher import Undecryptable
from api.delivery import Away, Refused, Target
from api.outbox import Due
from api.resources import Resources
from api.unforeseen import where
from telemetry.log import Log

TOGETHER = 16  # deliveries to one target at a time
POLL = 2.0  # seconds until a message whose pause is over is found
FIRST_PAUSE = 0.5  # seconds, doubling, while a target is away
LONGEST_PAUSE = 30.0


class Lane:
    """One target's deliveries. While the target is away the whole lane waits, so that what waited longest
    goes first when it is back, and no message is used up."""

    def __init__(self, use: Resources, target: Target, log: Log) -> None:
        self._use = use
        self._target = target
        self._log = log
        self.bell = asyncio.Event()

    async def run(self) -> None:
        away = 0
        while True:
            self.bell.clear()
            try:
                found, reached = await self._round()
            except Error as fault:  # Postgres is away, or not migrated yet
                self._log.warning("outbox waits", fault=type(fault).__name__)
                found, reached = False, True
            if not reached:
                await asyncio.sleep(min(LONGEST_PAUSE, FIRST_PAUSE * 2**away))
                away += 1
                continue
            away = 0
            if not found:
                await self._rest()

    async def _round(self) -> tuple[bool, bool]:
        """Deliver what is due. Whether there was anything, and whether the target was there."""
        messages = await outbox.due(self._use, self._target.name, TOGETHER)
        faults = await asyncio.gather(*map(self._attempt, messages))
        reached = not faults or any(not isinstance(fault, Away) for fault in faults)
        for due, fault in zip(messages, faults, strict=True):
            await self._record(due, fault, reached)
        return bool(messages), reached

    async def _attempt(self, due: Due) -> Exception | None:
        """Why it was not delivered; None when it was."""
        try:
            await self._target.send(due.open(self._use))
        except Exception as fault:  # one message that breaks us must not hold up the others
            return fault
        return None

    async def _record(self, due: Due, fault: Exception | None, reached: bool) -> None:
        """A target that takes others and lets this one hang is not away: the attempt counts."""
        facts = {
            "message": str(due.message_id),
            "kind": due.kind,
            "target": self._target.name,
            "request_id": due.request_id,
        }
        if fault is None:
            await outbox.delivered(self._use, due.message_id)
            self._log.info("delivered", **facts)
            return
        reason = _reason(fault)
        if isinstance(fault, Away) and not reached:
            await outbox.kept(self._use, due.message_id, reason)
        else:
            await outbox.refused(self._use, due, reason, isinstance(fault, Refused) and fault.final)
        self._log.warning("not delivered", fault=reason, **facts)

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL):
                await self.bell.wait()


def _reason(fault: Exception) -> str:
    """In words that quote nobody: those of our own faults, or the place where it broke."""
    return str(fault) if isinstance(fault, Away | Refused | Undecryptable) else where(fault)
