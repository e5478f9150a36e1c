"""How much and how long a caller may send, and how long it may take to read."""

from dataclasses import replace
from functools import cached_property

from typed.record import dataclass


@dataclass(frozen=True)
class Limits:
    """Times in seconds, sizes in bytes. The load balancer's limits are all wider than these."""

    fields: int = 100
    head_size: int = 64 * 1024  # request target, names and values together
    head: float = 10.0  # from the first byte, or from the connection, to the end of the headers
    body_idle: float = 10.0  # between two parts of a body
    body: float = 30.0  # for a body in all, plus a second for each `body_rate` bytes that came
    body_rate: int = 64 * 1024
    write: float = 26.0  # for our answer to be read, plus a second for each `write_rate` bytes that were
    write_rate: int = 16 * 1024
    between: float = 75.0  # two requests; longer than the load balancer's 60, or it gets resets
    linger: float = 2.0  # for the answer to a refused request to arrive
    tick: float = 2.0  # how often a connection is looked at

    @cached_property
    def through_a_proxy(self) -> "Limits":
        """For a trusted peer: what it adds itself must not cost its callers any of theirs."""
        return replace(self, fields=self.fields + 16, head_size=self.head_size + 16 * 1024)
