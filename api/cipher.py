"""AES-256-GCM for single values of single rows, each under a data key of its own.

A value is: version (1 byte, 0x02) · length of the key id (1 byte) · key id · nonce (12 bytes) · the data
key, encrypted with the key of that id (48 bytes) · nonce (12 bytes) · ciphertext with its tag. Both parts
authenticate the place the value belongs to, the first one also what stands before it: a changed byte or a
value moved to another row, column or table does not decrypt. Another key takes over by encrypting the data
key anew; the ciphertext stays. Values of version 1, encrypted with the key itself, remain readable.
"""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.keyring import KEY_BYTES, KeyRing

VERSION = 2
_DIRECT = 1  # the version that had no data keys
_NONCE = 12
_TAG = 16
_WRAPPED = _NONCE + KEY_BYTES + _TAG


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


@dataclass(frozen=True, repr=False)
class _Value:
    head: bytes  # version, length, key id
    wrapped: bytes  # nonce and encrypted data key; empty in version 1
    sealed: bytes  # nonce and ciphertext


class Cipher:
    """Encrypts under the ring's current key; decrypts under the one a value names."""

    def __init__(self, ring: KeyRing) -> None:
        self._keys = {key_id.encode(): AESGCM(key) for key_id, key in ring.keys.items()}
        self._current = ring.current.encode()

    @property
    def head(self) -> bytes:
        """What every value that is encrypted now begins with."""
        return bytes([VERSION, len(self._current)]) + self._current

    def encrypt(self, plain: bytes, place: Place) -> bytes:
        data_key, where = os.urandom(KEY_BYTES), place.to_bytes()
        return self._wrap(data_key, where) + _seal(AESGCM(data_key), plain, bytes([VERSION]) + where)

    def decrypt(self, value: bytes, place: Place) -> bytes:
        """Raises Undecryptable."""
        parts, where = _split(value), place.to_bytes()
        key = self._key(parts, place)
        try:
            if parts.head[0] == _DIRECT:
                return _open(key, parts.sealed, parts.head + where)
            data_key = AESGCM(_open(key, parts.wrapped, parts.head + where))
            return _open(data_key, parts.sealed, bytes([VERSION]) + where)
        except InvalidTag:
            raise _wrong(place) from None

    def rewrap(self, value: bytes, place: Place) -> bytes:
        """The same value under the current key. Raises Undecryptable."""
        parts, where = _split(value), place.to_bytes()
        if parts.head[0] == _DIRECT:
            return self.encrypt(self.decrypt(value, place), place)
        try:
            data_key = _open(self._key(parts, place), parts.wrapped, parts.head + where)
        except InvalidTag:
            raise _wrong(place) from None
        return self._wrap(data_key, where) + parts.sealed

    def _wrap(self, data_key: bytes, where: bytes) -> bytes:
        return self.head + _seal(self._keys[self._current], data_key, self.head + where)

    def _key(self, parts: _Value, place: Place) -> AESGCM:
        key = self._keys.get(parts.head[2:])
        if key is None:
            raise Undecryptable(f"{place.table}.{place.column}: its key is not in INTERFACES_KEYS")
        return key


def _seal(key: AESGCM, plain: bytes, about: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, plain, about)


def _open(key: AESGCM, sealed: bytes, about: bytes) -> bytes:
    return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], about)


def _split(value: bytes) -> _Value:
    start = 2 + value[1] if len(value) > 1 else 0
    end = start + (_WRAPPED if value[:1] == bytes([VERSION]) else 0)
    if value[:1] not in (bytes([_DIRECT]), bytes([VERSION])) or len(value) < end + _NONCE + _TAG:
        raise Undecryptable("not a value of this format")
    return _Value(value[:start], value[start:end], value[end:])


def _wrong(place: Place) -> Undecryptable:
    return Undecryptable(f"{place.table}.{place.column}: changed, moved or another key")
