"""A request as our handlers see it."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.types import Message, Receive, Scope

if TYPE_CHECKING:
    from router.resources import Resources


async def _nothing_comes() -> Message:
    raise RuntimeError("This request was made without a body.")


class EdgeRequest:
    """The scope of a request, and what the edge knows about it. Paths were made canonical before."""

    def __init__(self, scope: Scope, receive: Receive = _nothing_comes) -> None:
        self.scope = scope
        self.receive = receive

    @property
    def method(self) -> str:
        method: str = self.scope["method"]
        return method

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """By name in lower case; of a repeated one the first counts."""
        return {
            name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(self.scope["headers"])
        }

    @cached_property
    def query_params(self) -> Mapping[str, str]:
        """Of a repeated one the last counts."""
        query: bytes = self.scope["query_string"]
        return dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else {}

    @property
    def client(self) -> str:
        """The caller's address, or empty where there is none."""
        client = self.scope["client"]
        return client[0] if client else ""

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
        """The canonical path, decoded."""
        path: str = self.scope["path"]
        return path
