"""The issuer's keys, fetched when needed and kept while the issuer is away.

A known key waits for the network only when it is so old that it might have been removed since.
Unknown kids cannot make us fetch more than once in RETRY seconds, however many arrive.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping

from identity.jwk import Key, KeySetFault, parse_keys
from identity.refusal import KeySetUnavailable

Clock = Callable[[], float]
Fetch = Callable[[str], Awaitable[bytes]]  # raises FetchFailed

RETRY = 30.0  # seconds between fetches that unknown kids or a silent issuer may cause
COLD_RETRY = 1.0  # the same while no key is known: we cannot serve at all, so ask more often
FRESH = 600.0  # younger keys are served as they are; older ones are refreshed behind the answer
TRUSTED = 3000.0  # older ones are refreshed before the answer: a removed key dies within the hour
STALE = 24 * 3600.0  # and this long they serve while the issuer cannot be reached

_log = logging.getLogger(__name__)


class FetchFailed(Exception):
    """The document did not arrive: why, in words for our logs."""


class KeySet:
    """Keys by kid. `fetch` gets the document at `url`; `clock` counts seconds and never runs backwards."""

    def __init__(self, url: str, fetch: Fetch, clock: Clock = time.monotonic) -> None:
        self._url = url
        self._fetch = fetch
        self._clock = clock
        self._keys: Mapping[str, Key] = {}
        self._fetched = self._tried = float("-inf")
        self._failing = False
        self._flight: asyncio.Task[None] | None = None

    async def keys(self, kid: str | None = None) -> Mapping[str, Key]:
        """The keys to check a token with that names `kid`; None asks for whatever is known.

        Raises KeySetUnavailable if no key is known at all.
        """
        age = self._clock() - self._fetched
        known = kid is None or kid in self._keys
        if age < FRESH and known:
            return self._keys
        if self._flight is None and self._clock() - self._tried >= (RETRY if age < STALE else COLD_RETRY):
            self._start()
        if self._flight and not (known and self._may_serve(age)):
            await asyncio.shield(self._flight)  # one caller giving up must not end it for the others
        if self._clock() - self._fetched >= STALE:
            raise KeySetUnavailable(f"No signing key is known: {self._url} cannot be read. Try again soon.")
        return self._keys

    async def aclose(self) -> None:
        """Ends a fetch that is under way."""
        if self._flight:
            self._flight.cancel()
            await asyncio.wait([self._flight])

    def _may_serve(self, age: float) -> bool:
        return age < TRUSTED or (self._failing and age < STALE)

    def _start(self) -> None:
        self._tried = self._clock()
        self._flight = asyncio.create_task(self._refresh())

    async def _refresh(self) -> None:
        try:
            self._keys = parse_keys(await self._fetch(self._url))
            self._fetched = self._clock()
            self._failing = False
        except (FetchFailed, KeySetFault) as fault:
            self._failing = True
            _log.warning(f"The key set at {self._url} cannot be used: {fault}")
        finally:
            self._flight = None
