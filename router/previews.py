"""What a process that shows previews has: packages, and a registry of what is made of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import field

from mirror.repository import Repository
from router.api_client import ApiClient
from router.api_registry import ApiRegistry
from router.caller import Caller
from router.development_registry import DevelopmentRegistry
from router.drawing import Drawing, open_drawing
from router.edition import Edition
from router.editions import Editions
from router.folder_registry import FolderRegistry
from router.follower import Follower, following
from router.registry import Interface, Registry
from router.settings import EdgeSettings
from router.shown import Shown
from router.workspace import open_workspace
from typed.record import dataclass


@dataclass(frozen=True)
class Previews:
    """Interfaces and the editions of their packages."""

    editions: Editions
    registry: Registry
    follower: Follower | None  # None where a folder is shown
    drawing: Drawing
    _drawn: dict[str, Edition] = field(default_factory=dict)

    async def find(self, uuid: str, caller: Caller) -> Shown:
        """What the interface shows now. Raises NotFound, SignInNeeded or an ApiFault."""
        return self.now(await self.registry.find(uuid, caller))

    def now(self, interface: Interface) -> Shown:
        return Shown(interface, self.editions.look(interface.folder), self.editions.sync)

    def note_drawn(self, shown: Shown) -> None:
        """A page could be drawn of this edition."""
        self._drawn[shown.interface.folder] = shown.edition

    def last_drawn(self, shown: Shown) -> Shown | None:
        """The same interface with the last edition of which a page could be drawn."""
        edition = self._drawn.get(shown.interface.folder)
        return Shown(shown.interface, edition, shown.sync) if edition else None


@asynccontextmanager
async def open_previews(settings: EdgeSettings, api: ApiClient | None) -> AsyncIterator[Previews | None]:
    """The packages folder where one is set, else the branch; None without either. While they are read the
    first child starts."""
    if settings.follows_branch:
        repository = Repository(settings.mirror_dir, settings.git_url)
        async with open_drawing() as drawing, following(repository, settings.poll_seconds) as follower:
            follower.branch.on_change(drawing.prepare)
            yield Previews(follower.branch, _registry(settings, follower.branch, api), follower, drawing)
    elif settings.packages:
        async with open_drawing() as drawing, open_workspace(settings.packages) as workspace:
            workspace.on_change(drawing.prepare)
            yield Previews(workspace, _registry(settings, workspace, api), None, drawing)
    else:
        yield None


def _registry(settings: EdgeSettings, editions: Editions, api: ApiClient | None) -> Registry:
    folder = FolderRegistry(editions, settings.roles)
    if api is None:
        return folder
    return DevelopmentRegistry(folder, ApiRegistry(api)) if settings.development else ApiRegistry(api)
