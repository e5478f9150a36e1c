"""A registry without an API: the packages themselves, for `interfaces dev` and for new packages."""

import asyncio
import re
from collections.abc import AsyncGenerator

from identity.roles import BUILDING, Roles
from router.caller import Caller
from router.edition import Edition
from router.editions import Editions
from router.errors import NotFound
from router.registry import Interface, workspace_uuid

_NAME = re.compile(rb"""^name\s*=\s*["'](@[a-z0-9-]+/interface-[a-z0-9-]+)["']""", re.MULTILINE)


class FolderRegistry:
    """Every package there is, without config or branding, for the groups that build interfaces."""

    def __init__(self, editions: Editions, roles: Roles) -> None:
        self._editions = editions
        self._roles = roles

    async def find(self, uuid: str, caller: Caller) -> Interface:
        """Raises NotFound."""
        if BUILDING.isdisjoint(self._roles.of(caller.principal)):
            raise NotFound
        return self.known(uuid)

    def known(self, uuid: str) -> Interface:
        """The package of this UUID. Raises NotFound."""
        for interface in self.all():
            if interface.uuid == uuid:
                return interface
        raise NotFound

    def all(self) -> list[Interface]:
        """One entry for every package, broken ones too."""
        names = [package_name(self._editions.look(folder)) for folder in self._editions.folders()]
        return [Interface(workspace_uuid(name), name, {}, {}) for name in names]

    async def changes(self, _uuid: str, _caller: Caller) -> AsyncGenerator[None]:
        """Nothing but packages can change here, and their editions tell of those."""
        await asyncio.Event().wait()
        yield


def package_name(edition: Edition) -> str:
    """What the package is called, also when its manifest is broken."""
    if edition.package:
        return edition.package.name
    written = _NAME.search(edition.source.get("interface.toml", b""))
    return written[1].decode() if written else f"@webapp/{edition.folder}"
