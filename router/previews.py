"""What a process that shows previews has: a workspace, and a registry of what is made of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from router.api_client import ApiClient
from router.api_registry import ApiRegistry
from router.caller import Caller
from router.development_registry import DevelopmentRegistry
from router.edition import Edition
from router.folder_registry import FolderRegistry
from router.registry import Interface, Registry
from router.settings import EdgeSettings
from router.shown import Shown
from router.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class Previews:
    """Interfaces and the editions of their packages."""

    workspace: Workspace
    registry: Registry
    _drawn: dict[str, Edition] = field(default_factory=dict)

    async def find(self, uuid: str, caller: Caller) -> Shown:
        """What the interface shows now. Raises NotFound, SignInNeeded or an ApiFault."""
        return self.now(await self.registry.find(uuid, caller))

    def now(self, interface: Interface) -> Shown:
        return Shown(interface, self.workspace.look(interface.folder))

    def note_drawn(self, shown: Shown) -> None:
        """A page could be drawn of this edition."""
        self._drawn[shown.interface.folder] = shown.edition

    def last_drawn(self, shown: Shown) -> Shown | None:
        """The same interface with the last edition of which a page could be drawn."""
        edition = self._drawn.get(shown.interface.folder)
        return Shown(shown.interface, edition) if edition else None


@asynccontextmanager
async def open_previews(settings: EdgeSettings, api: ApiClient | None) -> AsyncIterator[Previews | None]:
    """None where no packages folder is set, and in production."""
    if settings.packages is None or settings.role == "production":
        yield None
        return
    async with open_workspace(settings.packages) as workspace:
        yield Previews(workspace, _registry(settings, workspace, api))


def _registry(settings: EdgeSettings, workspace: Workspace, api: ApiClient | None) -> Registry:
    folder = FolderRegistry(workspace, settings.author_groups)
    if api is None:
        return folder
    return DevelopmentRegistry(folder, ApiRegistry(api)) if settings.development else ApiRegistry(api)
