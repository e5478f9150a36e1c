"""The registry of this process, by what it has: an API, a workspace, or in development both."""

from collections.abc import AsyncIterator

from router.api_client import ApiClient
from router.api_registry import ApiRegistry
from router.caller import Caller
from router.errors import NotFound
from router.folder_registry import FolderRegistry
from router.registry import Interface, Registry
from router.settings import EdgeSettings
from router.workspace import Workspace


class DevelopmentRegistry:
    """A package shows under the UUID of its name before anybody registered it; all else is the API's."""

    def __init__(self, folder: FolderRegistry, api: ApiRegistry) -> None:
        self._folder = folder
        self._api = api

    async def find(self, uuid: str, caller: Caller) -> Interface:
        return await self._of(uuid).find(uuid, caller)

    def changes(self, uuid: str, caller: Caller) -> AsyncIterator[None]:
        return self._of(uuid).changes(uuid, caller)

    def _of(self, uuid: str) -> Registry:
        try:
            self._folder.known(uuid)
        except NotFound:
            return self._api
        return self._folder


def make_registry(
    settings: EdgeSettings, workspace: Workspace | None, api: ApiClient | None
) -> Registry | None:
    """None where there is no workspace: such a process shows no previews."""
    if workspace is None:
        return None
    folder = FolderRegistry(workspace, settings.author_groups)
    if api is None:
        return folder
    return DevelopmentRegistry(folder, ApiRegistry(api)) if settings.development else ApiRegistry(api)
