"""The session of a person who signed in here: an access token, sealed in a cookie.

The refresh token is in a cookie of its own that only the sign-in page receives, so it crosses the wire
rarely. Tokens of people in many groups are long: see parts.py.
"""

import time
from collections.abc import Sequence
from dataclasses import field

from cachetools import LRUCache

from identity.keyset import Clock
from identity.refusal import Reason, TokenRefused
from identity.seal import Seal
from typed.record import dataclass

SESSION_AGE = 12 * 3600  # seconds; its access token dies earlier and is renewed
REFRESH_AGE = 30 * 24 * 3600
KEPT = 4096


@dataclass(frozen=True, slots=True)
class Session:
    """What a session's cookie holds."""

    access: str = field(repr=False)
    email: str = ""  # access tokens of a user pool do not tell it


class Sessions:
    """Opens and makes the cookies. `secure`: people reach us by https only."""

    def __init__(self, secrets: Sequence[bytes], secure: bool, clock: Clock = time.time) -> None:
        # The prefix keeps sister sites from planting a session of theirs; browsers want https for it.
        self.cookie = "__Host-interfaces_session" if secure else "interfaces_session"
        self.refresh_cookie = "__Secure-interfaces_refresh" if secure else "interfaces_refresh"
        self._session = Seal(secrets, "session")
        self._refresh = Seal(secrets, "refresh")
        self._clock = clock
        self._opened: LRUCache[str, tuple[Session, float]] = LRUCache(KEPT)

    def open(self, cookie: str) -> Session:
        """Raises TokenRefused for a cookie that is not ours, altered, or too old."""
        known = self._opened.get(cookie)
        if known and self._clock() < known[1]:
            return known[0]
        content = self._session.open(cookie, SESSION_AGE, self._clock())
        if content is None:
            raise TokenRefused(Reason.SESSION)
        session = Session(str(content["access"]), str(content["email"]))
        # Remembered for a minute: then its age is looked at again.
        self._opened[cookie] = (session, self._clock() + 60)
        return session

    def close(self, session: Session) -> str:
        return self._session.close({"access": session.access, "email": session.email}, self._clock())

    def open_refresh(self, cookie: str) -> str | None:
        """The refresh token, or None when the cookie is not ours or too old."""
        content = self._refresh.open(cookie, REFRESH_AGE, self._clock())
        return str(content["token"]) if content else None

    def close_refresh(self, token: str) -> str:
        return self._refresh.close({"token": token}, self._clock())
