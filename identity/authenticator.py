"""Token in, principal out: the keys are looked up, the token verified, the answer remembered."""

import time

from identity.jwk import Key
from identity.keyset import Clock, KeySet
from identity.principal import Claims, Principal, principal_of
from identity.signature import named_key
from identity.verify import Expectation, verify_token
from typed.record import dataclass

REMEMBERED = 4096  # tokens; only valid ones are kept, a few KB each


@dataclass(frozen=True, slots=True)
class _Accepted:
    principal: Principal
    key: Key
    until: float


class Authenticator:
    """Checks tokens of one issuer. `clock` tells seconds since 1970."""

    def __init__(self, keyset: KeySet, expected: Expectation, clock: Clock = time.time) -> None:
        self._keyset = keyset
        self._expected = expected
        self._clock = clock
        self._accepted: dict[str, _Accepted] = {}  # the oldest first

    async def authenticate(self, token: str) -> Principal:
        """Who holds this token. Raises TokenRefused, or KeySetUnavailable when nobody can be checked."""
        known = self._accepted.get(token)
        if known and self._clock() < known.until:
            key = known.key
            now = (await self._keyset.keys(key.kid)).get(key.kid)
            if now is key or now == key:  # a removed key ends what it signed
                return known.principal
        self._accepted.pop(token, None)
        claims, key = await self._verified(token)
        principal = principal_of(claims)
        self._remember(token, _Accepted(principal, key, principal.expires + self._expected.leeway))
        return principal

    def _remember(self, token: str, accepted: _Accepted) -> None:
        if len(self._accepted) >= REMEMBERED:
            del self._accepted[next(iter(self._accepted))]
        self._accepted[token] = accepted

    async def claims(self, token: str) -> Claims:
        """What a token says, verified anew. Raises like `authenticate`."""
        return (await self._verified(token))[0]

    async def _verified(self, token: str) -> tuple[Claims, Key]:
        kid = named_key(token)
        keys = await self._keyset.keys(kid)
        return verify_token(token, keys, self._expected, self._clock()), keys[kid]

    async def check(self) -> None:
        """Raises KeySetUnavailable when no token could be checked now: for readiness."""
        await self._keyset.keys()
