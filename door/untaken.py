"""How much of an answer the far end has not taken yet, and whether it goes on taking."""

import asyncio
import struct
from collections.abc import Callable
from fcntl import ioctl
from termios import TIOCOUTQ

from door.limits import Limits

_COUNT = struct.Struct("i")
_INF = float("inf")


def untaken(transport: asyncio.Transport) -> int:
    """Bytes that wait with us and, where it tells, with the system: that holds megabytes for a caller who
    reads nothing."""
    ours = transport.get_write_buffer_size()
    try:
        told = ioctl(transport.get_extra_info("socket").fileno(), TIOCOUTQ, bytes(_COUNT.size))
    except OSError:  # another system than Linux
        return ours
    return ours + int(_COUNT.unpack(told)[0])


class Reader:
    """Whoever reads what one connection writes. Times are the loop's."""

    def __init__(self, transport: asyncio.Transport, limits: Limits, clock: Callable[[], float]) -> None:
        self._transport = transport
        self._limits = limits
        self._clock = clock
        self._since = _INF  # our answer waits for them; what they read moves it on
        self._left = 0  # bytes of it that waited when we last looked

    def begin(self) -> None:
        """There is more than they take at once."""
        self._left = untaken(self._transport)

    def note(self) -> None:
        """Time for what was read since we last looked, also of an answer that was written in one piece."""
        left = untaken(self._transport)
        read, self._left = max(self._left - left, 0), left
        if self._since != _INF:
            self._since = min(self._since + read / self._limits.write_rate, self._clock())

    def is_stuck(self, now: float) -> bool:
        """Whether they have been reading too little for too long."""
        if not self._transport.get_write_buffer_size():
            self._since = _INF
            return False
        if self._since == _INF:
            self._since = now
        self.note()
        return now - self._since >= self._limits.write
