"""Where a target is, and what its name means now."""

import asyncio
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from typed.record import dataclass


@dataclass(frozen=True)
class Address:
    """One socket address of a target. `name` is the host as it was declared, for TLS."""

    host: str
    port: int
    name: str
    secure: bool

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def address_of(url: str) -> Address:
    """As declared: the host may still be a name."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    host = parts.hostname or ""
    return Address(host, parts.port or (443 if secure else 80), host, secure)


def is_literal(address: Address) -> bool:
    try:
        ip_address(address.host)
    except ValueError:
        return False
    return True


async def looked_up(address: Address) -> list[Address]:
    """What a name means now: its IPv4 addresses, or the others where there is none. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    family = min(each[0] for each in found)  # AF_INET is the smaller number
    hosts = sorted({str(each[4][0]) for each in found if each[0] == family})
    return [Address(host, address.port, address.name, address.secure) for host in hosts]
