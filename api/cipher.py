"""AES-256-GCM for single values of single rows.

A value is: version (1 byte, 0x01) · length of the key id (1 byte) · key id · nonce (12 bytes) · ciphertext
with its tag. Everything before the nonce, and the place the value belongs to, is authenticated: a changed
byte or a value moved to another row, column or table does not decrypt.
"""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.keyring import KeyRing

VERSION = 1
_NONCE = 12


class Undecryptable(Exception):
    """The value was changed, moved, or written with a key that is not in the ring."""


@dataclass(frozen=True)
class Place:
    """Where a value is kept: table, column, and what names its row."""

    table: str
    column: str
    row: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """No two places give the same bytes: each part is preceded by its length."""
        parts = [part.encode() for part in (self.table, self.column, *self.row)]
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


class Cipher:
    """Encrypts with the ring's current key; decrypts with the one a value names."""

    def __init__(self, ring: KeyRing) -> None:
        self._keys = {key_id.encode(): AESGCM(key) for key_id, key in ring.keys.items()}
        self._current = ring.current.encode()

    def encrypt(self, plain: bytes, place: Place) -> bytes:
        head = bytes([VERSION, len(self._current)]) + self._current
        nonce = os.urandom(_NONCE)
        return head + nonce + self._keys[self._current].encrypt(nonce, plain, head + place.to_bytes())

    def decrypt(self, value: bytes, place: Place) -> bytes:
        """Raises Undecryptable."""
        head, nonce, sealed = _split(value)
        key = self._keys.get(head[2:])
        if key is None:
            raise Undecryptable(f"{place.table}.{place.column}: its key is not in INTERFACES_KEYS")
        try:
            return key.decrypt(nonce, sealed, head + place.to_bytes())
        except InvalidTag:
            raise Undecryptable(f"{place.table}.{place.column}: changed, moved or another key") from None


def _split(value: bytes) -> tuple[bytes, bytes, bytes]:
    start = 2 + value[1] if len(value) > 1 else 0
    if value[:1] != bytes([VERSION]) or len(value) < start + _NONCE + 16:
        raise Undecryptable("not a value of this format")
    return value[:start], value[start : start + _NONCE], value[start + _NONCE :]
