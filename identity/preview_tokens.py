"""A short-lived pass to the preview of one interface, for a page of another site that frames it.

It holds an author's access token, sealed: whoever carries it can show that one preview and nothing else.
"""

import time
from collections.abc import Sequence

from identity.keyset import Clock
from identity.refusal import Reason, TokenRefused
from identity.seal import Seal

AGE = 600  # seconds


class PreviewTokens:
    """Makes and opens them. All edges of a deployment share the secrets."""

    def __init__(self, secrets: Sequence[bytes], clock: Clock = time.time) -> None:
        self._seal = Seal(secrets, "preview")
        self._clock = clock

    def mint(self, interface: str, access: str) -> str:
        """A pass to the preview of `interface` (its uuid) in the name of whoever holds `access`."""
        return self._seal.close({"interface": interface, "access": access}, self._clock())

    def open(self, token: str, interface: str) -> str:
        """The access token in it. Raises TokenRefused when it is not ours, too old, or for another one."""
        content = self._seal.open(token, AGE, self._clock())
        if content is None or content["interface"] != interface:
            raise TokenRefused(Reason.PREVIEW)
        return str(content["access"])
