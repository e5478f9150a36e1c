"""People whom the load balancer signed in: its data is checked, then the access token it passes on."""

import asyncio
import logging
import time
from collections import deque
from dataclasses import replace

from cachetools import LRUCache
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from identity.authenticator import Authenticator
from identity.balancer_token import BalancerExpectation, Said, named_key, parse_key, verify_data
from identity.credentials import BalancerTokens
from identity.keyset import Clock, Fetch, FetchFailed
from identity.principal import Principal
from identity.refusal import KeySetUnavailable, Reason, TokenRefused

FETCHES = 5  # of keys, at most, in any WINDOW seconds: every made-up kid costs one
WINDOW = 10.0
KEPT_KEYS = 64
KEPT_DATA = 4096

_log = logging.getLogger(__name__)


class BalancerKeys:
    """Keys by id, each fetched once: the balancer never changes a key under its id."""

    def __init__(self, url: str, fetch: Fetch, clock: Clock = time.monotonic) -> None:
        self._url = url
        self._fetch = fetch
        self._clock = clock
        self._keys: LRUCache[str, EllipticCurvePublicKey] = LRUCache(KEPT_KEYS)
        self._flights: dict[str, asyncio.Task[EllipticCurvePublicKey]] = {}
        self._fetched: deque[float] = deque(maxlen=FETCHES)

    async def key(self, kid: str) -> EllipticCurvePublicKey:
        """Raises TokenRefused when there is no such key, KeySetUnavailable when we may not ask now."""
        if kid in self._keys:
            return self._keys[kid]
        if kid not in self._flights:
            self._start(kid)
        return await asyncio.shield(self._flights[kid])

    def _start(self, kid: str) -> None:
        now = self._clock()
        if len(self._fetched) == FETCHES and now - self._fetched[0] < WINDOW:
            raise KeySetUnavailable(
                "Too many unknown keys of the load balancer were asked for. Try again soon."
            )
        self._fetched.append(now)
        flight = self._flights[kid] = asyncio.create_task(self._get(kid))
        flight.add_done_callback(lambda _: self._flights.pop(kid, None))
        flight.add_done_callback(_retrieved)

    async def _get(self, kid: str) -> EllipticCurvePublicKey:
        try:
            key = parse_key(await self._fetch(f"{self._url}/{kid}"))
        except (FetchFailed, ValueError) as fault:
            _log.warning(f"The load balancer's key at {self._url} cannot be used: {fault}")
            raise TokenRefused(Reason.UNKNOWN_KEY) from None
        self._keys[kid] = key
        return key


class Balancer:
    """Checks the identity headers of one load balancer. `clock` tells seconds since 1970."""

    def __init__(
        self,
        keys: BalancerKeys,
        expected: BalancerExpectation,
        authenticator: Authenticator,
        clock: Clock = time.time,
    ) -> None:
        self._keys = keys
        self._expected = expected
        self._authenticator = authenticator
        self._clock = clock
        self._accepted: LRUCache[str, Said] = LRUCache(KEPT_DATA)

    async def authenticate(self, tokens: BalancerTokens) -> Principal:
        """Who the balancer signed in. Raises TokenRefused or KeySetUnavailable."""
        said = await self._said(tokens.data)
        principal = await self._authenticator.authenticate(tokens.access)
        if principal.kind != "person" or principal.subject != said.subject:
            raise TokenRefused(Reason.CLAIMS)  # two people's headers in one request
        return principal if principal.email else replace(principal, email=said.email)

    async def _said(self, data: str) -> Said:
        """What the balancer's data say; remembered until it expires."""
        known = self._accepted.get(data)
        if known and self._clock() < known.expires + self._expected.leeway:
            return known
        key = await self._keys.key(named_key(data, self._expected))
        said = verify_data(data, key, self._expected, self._clock())
        self._accepted[data] = said
        return said


def _retrieved(flight: asyncio.Task[EllipticCurvePublicKey]) -> None:
    """Whoever waited may have gone: its fault is nobody's news then."""
    if not flight.cancelled():
        flight.exception()
