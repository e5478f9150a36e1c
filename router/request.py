"""A request as our handlers see it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.requests import Request

if TYPE_CHECKING:
    from router.resources import Resources


class EdgeRequest(Request):
    """Starlette's request, with what the edge knows about it. Paths were made canonical before."""

    @property
    def resources(self) -> "Resources":
        """What the lifespan opened."""
        resources: Resources = self.scope["state"]["resources"]
        return resources

    @property
    def params(self) -> Mapping[str, str]:
        """The path's parameters; UUIDs in lower case."""
        params: Mapping[str, str] = self.scope["path_params"]
        return params

    @property
    def id(self) -> str:
        """The request id: in our answer, in our log and in every request we make for this one."""
        request_id: str = self.scope["request_id"]
        return request_id

    @property
    def path(self) -> str:
        """The canonical path, decoded; never `request.url`, which believes the Host header."""
        path: str = self.scope["path"]
        return path
