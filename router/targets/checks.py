"""Active health checks: a small GET to each target, each at its own moment."""

import asyncio
from collections.abc import Callable, Sequence

from client.faults import TargetFault
from router.targets.config import HealthCheck
from router.targets.member import Member


async def check_forever(check: HealthCheck, members: Callable[[], Sequence[Member]]) -> None:
    """Checks all members in every interval, side by side: a slow one does not hold the others up."""
    while True:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.sleep(check.interval))
            for member in members():
                tasks.create_task(_look_at(check, member))


async def _look_at(check: HealthCheck, member: Member) -> None:
    member.health.checked(await passes(check, member))


async def passes(check: HealthCheck, member: Member) -> bool:
    """Whether one check succeeds: over a connection of its own, as a new client would come."""
    request = (
        f"GET {check.path} HTTP/1.1\r\nHost: {member.address}\r\n"
        "User-Agent: interfaces-health\r\nConnection: close\r\n\r\n"
    )
    try:
        async with asyncio.timeout(check.timeout):
            wire = await member.connect(check.timeout)
            try:
                wire.begin("GET", lambda _status, _headers: None)
                wire.write(request.encode("ascii"))
                return check.accepts((await wire.head()).status)
            finally:
                wire.close()
    except (TimeoutError, TargetFault):
        return False
