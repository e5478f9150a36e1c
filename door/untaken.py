"""How much of an answer the far end has not taken yet."""

import asyncio
import struct
from fcntl import ioctl
from termios import TIOCOUTQ

_COUNT = struct.Struct("i")


def untaken(transport: asyncio.Transport) -> int:
    """Bytes that wait with us and, where it tells, with the system: that holds megabytes for a caller who
    reads nothing."""
    ours = transport.get_write_buffer_size()
    try:
        told = ioctl(transport.get_extra_info("socket").fileno(), TIOCOUTQ, bytes(_COUNT.size))
    except OSError:  # another system than Linux
        return ours
    return ours + int(_COUNT.unpack(told)[0])
