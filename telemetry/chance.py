"""Bytes that nobody can guess, for ids and nonces: asking the system each time is dear."""

import os
from base64 import urlsafe_b64encode

SIZE = 16  # bytes
LENGTH = 22  # characters of a text: 132 bits
_SPARE = 256  # of each that are made at once

# Of this process alone: a fork must not repeat its parent's.
_bytes: list[bytes] = []
_texts: list[str] = []
os.register_at_fork(after_in_child=_bytes.clear)
os.register_at_fork(after_in_child=_texts.clear)


def random_bytes() -> bytes:
    """SIZE bytes, given to nobody else."""
    while True:
        try:
            return _bytes.pop()
        except IndexError:
            block = os.urandom(_SPARE * SIZE)
            _bytes.extend(block[at : at + SIZE] for at in range(0, len(block), SIZE))


def random_text() -> str:
    """LENGTH characters for URLs and HTML, given to nobody else."""
    while True:
        try:
            return _texts.pop()
        except IndexError:
            text = urlsafe_b64encode(os.urandom(_SPARE * LENGTH * 6 // 8)).decode("ascii")
            _texts.extend(text[at : at + LENGTH] for at in range(0, len(text), LENGTH))
