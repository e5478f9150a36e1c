"""Which package an interface is made of, and what the registry lays over it."""

import hashlib
from collections.abc import AsyncGenerator, Mapping
from functools import cached_property, lru_cache
from typing import Any, Protocol
from uuid import NAMESPACE_URL, uuid5

import orjson

from router.caller import Caller
from typed.record import dataclass


@dataclass(frozen=True)
class Interface:
    """One entry of the registry: a package under a UUID, with config and branding of its own."""

    uuid: str
    package: str  # such as "@webapp/interface-invoice"
    config: Mapping[str, Any]
    branding: Mapping[str, Any]

    @property
    def folder(self) -> str:
        """The package's folder in the workspace: its name without the scope."""
        return self.package.partition("/")[2]

    @cached_property
    def version(self) -> str:
        """Names config and branding; short, and empty while both are."""
        if not (self.config or self.branding):
            return ""
        content = orjson.dumps([self.config, self.branding], option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(content).hexdigest()[:12]


class Registry(Protocol):
    """Where interfaces are looked up, for somebody."""

    async def find(self, uuid: str, caller: Caller, /) -> Interface:
        """Raises NotFound for what is unknown or not this caller's to see, SignInNeeded, or an ApiFault."""

    def changes(self, uuid: str, caller: Caller, /) -> AsyncGenerator[None]:
        """Yields whenever the entry may have changed. Ends or raises when nobody tells any more."""


@lru_cache(4096)
def workspace_uuid(package: str) -> str:
    """The UUID of a package of the workspace that no registry knows."""
    return str(uuid5(NAMESPACE_URL, package))
