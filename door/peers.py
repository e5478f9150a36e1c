"""Which neighbours may say who the caller is: the load balancer in front of us, and nobody else."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


class Peers:
    """Addresses and networks, separated by commas, such as `10.0.0.0/16,127.0.0.1`. Empty: nobody."""

    def __init__(self, names: str) -> None:
        self._networks = networks_of(names)
        self.include = lru_cache(1024)(self._include) if self._networks else _nobody

    def _include(self, address: str) -> bool:
        """Whether the peer of a connection is one of them."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)


def networks_of(names: str) -> tuple[Network, ...]:
    """Raises ValueError when one of the names is neither an address nor a network."""
    return tuple(ip_network(name.strip()) for name in names.split(",") if name.strip())


def _nobody(_address: str) -> bool:
    return False
