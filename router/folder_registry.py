"""A registry without an API: the packages folder itself, for `interfaces dev` and for new packages."""

import asyncio
import re
from collections.abc import AsyncGenerator

from router.caller import Caller
from router.edition import Edition
from router.errors import NotFound
from router.registry import Interface, workspace_uuid
from router.workspace import Workspace

_NAME = re.compile(rb"""^name\s*=\s*["'](@[a-z0-9-]+/interface-[a-z0-9-]+)["']""", re.MULTILINE)


class FolderRegistry:
    """Every package of the workspace, without config or branding, for the groups that build interfaces."""

    def __init__(self, workspace: Workspace, author_groups: frozenset[str]) -> None:
        self._workspace = workspace
        self._author_groups = author_groups

    async def find(self, uuid: str, caller: Caller) -> Interface:
        """Raises NotFound."""
        if self._author_groups.isdisjoint(caller.principal.groups):
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
        names = [package_name(self._workspace.look(folder)) for folder in self._workspace.folders()]
        return [Interface(workspace_uuid(name), name, {}, {}) for name in names]

    async def changes(self, _uuid: str, _caller: Caller) -> AsyncGenerator[None]:
        """Nothing but files can change here, and the workspace tells of those."""
        await asyncio.Event().wait()
        yield


def package_name(edition: Edition) -> str:
    """What the package is called, also when its manifest is broken."""
    if edition.package:
        return edition.package.name
    written = _NAME.search(edition.source.get("interface.toml", b""))
    return written[1].decode() if written else f"@webapp/{edition.folder}"
