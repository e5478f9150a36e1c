"""Small things that leave this process and come back: nobody else can read or make them.

Each purpose has keys of its own, derived from the same secrets, so nothing sealed for one opens as another.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Content = Mapping[str, object]


class Seal:
    """Seals for one purpose. The first of `secrets` (32 bytes each) seals; all of them open."""

    def __init__(self, secrets: Sequence[bytes], purpose: str) -> None:
        self._fernet = MultiFernet([_fernet(secret, purpose) for secret in secrets])

    def close(self, content: Content, now: float) -> str:
        """As text for a cookie or a header: letters, digits, `-`, `_`, `=`."""
        body = json.dumps(content, separators=(",", ":")).encode()
        return self._fernet.encrypt_at_time(body, int(now)).decode("ascii")

    def open(self, text: str, max_age: int, now: float) -> dict[str, object] | None:
        """What was sealed at most `max_age` seconds ago; None for everything else."""
        try:
            body = self._fernet.decrypt_at_time(text.encode("ascii"), max_age, int(now))
        except (InvalidToken, UnicodeEncodeError):
            return None
        content: dict[str, object] = json.loads(body)
        return content


def _fernet(secret: bytes, purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"interfaces {purpose}".encode()).derive(secret)
    return Fernet(urlsafe_b64encode(key))
