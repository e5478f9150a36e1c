"""The keys that protect people's data: a ring of them by id, so that one can follow another."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api import kms

KEY_BYTES = 32

_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")
_KMS = "kms:"
_LONGEST = 6144  # bytes of a key that KMS encrypted


class KeyFault(ValueError):
    """The setting is no key ring. Never holds a key."""


@dataclass(frozen=True, repr=False)
class KeyRing:
    """`current` encrypts; every key in `keys` decrypts. 32 bytes each."""

    current: str
    keys: Mapping[str, bytes]


def parse_keys(setting: str) -> Mapping[str, tuple[bool, bytes]]:
    """Whether KMS must decrypt it, and the key, by id, of `id:base64,id2:kms:base64`. Raises KeyFault."""
    pairs = [_pair(part.strip(), number) for number, part in enumerate(setting.split(","), 1)]
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise KeyFault("names a key id twice; give each key an id of its own")
    return MappingProxyType(keys)


def open_keys(setting: str) -> KeyRing:
    """The ring, its first key current. KMS is asked here, once for each key it holds, and by no request.
    Raises KeyFault."""
    opened: dict[str, bytes] = {}
    for key_id, (is_kms, key) in parse_keys(setting).items():
        try:
            opened[key_id] = kms.decrypt(key_id, key) if is_kms else key
        except kms.Unavailable as fault:
            raise KeyFault(f"holds the key {key_id}, which KMS does not decrypt: {fault}") from None
    return KeyRing(next(iter(opened)), MappingProxyType(opened))


def new_entry(key_id: str, random: bytes, kms_key: str | None) -> str:
    """A new key as the setting takes it. With `kms_key` KMS makes it, and nobody sees it plain."""
    if not _ID.fullmatch(key_id):
        raise KeyFault("ids have 1 to 32 letters, digits, . _ -")
    if kms_key is None:
        return f"{key_id}:{base64.b64encode(random).decode()}"
    return f"{key_id}:{_KMS}{base64.b64encode(kms.generate(key_id, kms_key, KEY_BYTES)).decode()}"


def _pair(part: str, number: int) -> tuple[str, tuple[bool, bytes]]:
    key_id, _, text = part.partition(":")
    if not _ID.fullmatch(key_id):
        raise KeyFault(f"must be id:base64,id2:base64; key {number} has no plain id (letters, digits, . _ -)")
    is_kms = text.startswith(_KMS)
    try:
        key = base64.b64decode(text.removeprefix(_KMS), validate=True)
    except binascii.Error:
        raise KeyFault(f"must hold base64 after the id; key {number} does not") from None
    if is_kms and not KEY_BYTES < len(key) <= _LONGEST:
        raise KeyFault(f"must hold what KMS gave for key {number}. Make one: {_RECIPE}")
    if not is_kms and len(key) != KEY_BYTES:
        raise KeyFault(f"must hold {KEY_BYTES} bytes each; key {number} has {len(key)}. Make one: {_RECIPE}")
    return key_id, (is_kms, key)


_RECIPE = "interfaces keys new"
