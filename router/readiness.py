"""Whether this process can serve, and if not, why not: asked of its parts, at most once a second."""

from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

from identity.refusal import KeySetUnavailable
from router.errors import EdgeError

FRESH = 1.0  # seconds; probes and strangers ask as often as they like

Check = Callable[[], Awaitable[None]]


class Readiness:
    """The checks by name. Each raises an EdgeError or KeySetUnavailable when its part cannot be used."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._faults: Mapping[str, str] = {}
        self._checked = float("-inf")

    async def faults(self) -> Mapping[str, str]:
        """What is wrong, by part. Empty: ready."""
        if monotonic() - self._checked >= FRESH:
            self._checked = monotonic()
            found = {part: await _fault(check) for part, check in self._checks.items()}
            self._faults = {part: fault for part, fault in found.items() if fault}
        return self._faults


async def _fault(check: Check) -> str:
    try:
        await check()
    except (EdgeError, KeySetUnavailable) as error:
        return str(error) or type(error).__name__
    return ""
