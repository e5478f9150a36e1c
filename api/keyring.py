"""The keys that protect people's data: a ring of them by id, so that one can follow another."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

KEY_BYTES = 32

_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")


class KeyFault(ValueError):
    """The setting is no key ring. Never holds a key."""


@dataclass(frozen=True, repr=False)
class KeyRing:
    """`current` encrypts; every key in `keys` decrypts. 32 bytes each."""

    current: str
    keys: Mapping[str, bytes]


def parse_keys(setting: str) -> KeyRing:
    """The ring of `id:base64,id2:base64`; the first is current. Raises KeyFault."""
    pairs = [_pair(part.strip(), number) for number, part in enumerate(setting.split(","), 1)]
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise KeyFault("names a key id twice; give each key an id of its own")
    return KeyRing(pairs[0][0], MappingProxyType(keys))


def _pair(part: str, number: int) -> tuple[str, bytes]:
    key_id, _, text = part.partition(":")
    if not _ID.fullmatch(key_id):
        raise KeyFault(f"must be id:base64,id2:base64; key {number} has no plain id (letters, digits, . _ -)")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise KeyFault(f"must hold base64 after the id; key {number} does not") from None
    if len(key) != KEY_BYTES:
        raise KeyFault(f"must hold {KEY_BYTES} bytes each; key {number} has {len(key)}. Make one: {_RECIPE}")
    return key_id, key


_RECIPE = "openssl rand -base64 32"
