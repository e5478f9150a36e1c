"""The API's registry, and beside it every package of the workspace."""

from collections.abc import AsyncGenerator

from router.api_registry import ApiRegistry
from router.caller import Caller
from router.errors import NotFound
from router.folder_registry import FolderRegistry
from router.registry import Interface, Registry


class DevelopmentRegistry:
    """A package shows under the UUID of its name before anybody registered it; all else is the API's."""

    def __init__(self, folder: FolderRegistry, api: ApiRegistry) -> None:
        self._folder = folder
        self._api = api

    async def find(self, uuid: str, caller: Caller) -> Interface:
        return await self._of(uuid).find(uuid, caller)

    def changes(self, uuid: str, caller: Caller) -> AsyncGenerator[None]:
        return self._of(uuid).changes(uuid, caller)

    def _of(self, uuid: str) -> Registry:
        try:
            self._folder.known(uuid)
        except NotFound:
            return self._api
        return self._folder
