"""The key ring on the command line: make a key, see which are in use, bring all data to the current one."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from psycopg import AsyncConnection

from api import audit
from api.cipher import Cipher
from api.keyring import KEY_BYTES, KeyFault, KeyRing, new_entry, open_keys
from api.kms import Unavailable
from api.pool import Connection
from api.rotation import COLUMNS, keys_in_use, rewrap
from deploy.database import database_url, told
from deploy.faults import Refused

Say = Callable[[str], None]


def make(kms_key: str | None, say: Say) -> None:
    """Tell a new key, as an entry for INTERFACES_KEYS."""
    try:
        say(new_entry(f"{datetime.now(UTC):%Y%m%d-%H%M%S}", os.urandom(KEY_BYTES), kms_key))
    except Unavailable as fault:
        raise Refused(f"KMS made no key: {fault}.", "See the key's ARN, the region and the role.") from None


def tell(say: Say) -> None:
    """One line for each key of the ring, and for each that is used and not there."""
    ring = _ring()
    with told():
        used = asyncio.run(_used())
    for key_id in dict.fromkeys([*ring.keys, *used]):
        state = "current" if key_id == ring.current else "old" if key_id in ring.keys else "MISSING"
        say(f"{key_id}  {state}  {used[key_id]} values")


def rotate(say: Say) -> bool:
    """Bring everything under the current key. Whether all of it could be read."""
    ring = _ring()
    with told():
        rewrapped, unreadable = asyncio.run(_rotate(ring, say))
    say(f"{rewrapped} values are now under {ring.current}; {unreadable} could not be read.")
    return unreadable == 0


async def _used() -> Counter[str]:
    used: Counter[str] = Counter()
    async with await _connect() as connection:
        for column in COLUMNS:
            used.update(await keys_in_use(connection, column))
    return used


async def _rotate(ring: KeyRing, say: Say) -> tuple[int, int]:
    cipher, rewrapped, unreadable = Cipher(ring), 0, 0
    async with await _connect() as connection:
        for column in COLUMNS:
            count = await rewrap(connection, cipher, column)
            say(f"{column.table}.{column.name}  {count.rewrapped}")
            rewrapped, unreadable = rewrapped + count.rewrapped, unreadable + count.unreadable
        await audit.record(
            connection,
            "keys rotated",
            who="operator",
            key=ring.current,
            values=rewrapped,
            unreadable=unreadable,
        )
    return rewrapped, unreadable


async def _connect() -> Connection:
    return await AsyncConnection.connect(database_url(), autocommit=True, connect_timeout=5)


def _ring() -> KeyRing:
    try:
        return open_keys(os.environ.get("INTERFACES_KEYS", ""))
    except KeyFault as fault:
        raise Refused(f"INTERFACES_KEYS {fault}", "The README's table explains it.") from None
