"""Bytes that nobody can guess, for ids and nonces: asking the system each time is dear."""

import os
from base64 import urlsafe_b64encode

SIZE = 16  # bytes
_BLOCK = 256 * SIZE

_spare: list[bytes] = []  # of this process alone: a fork must not repeat its parent's
os.register_at_fork(after_in_child=_spare.clear)


def random_bytes() -> bytes:
    """SIZE bytes, given to nobody else."""
    while True:
        try:
            return _spare.pop()
        except IndexError:
            block = os.urandom(_BLOCK)
            _spare.extend(block[at : at + SIZE] for at in range(0, _BLOCK, SIZE))


def random_text() -> str:
    """The same as 22 characters for URLs and HTML."""
    return urlsafe_b64encode(random_bytes())[:22].decode("ascii")
