"""To come."""

from starlette.types import ASGIApp

from router.errors import NotFound
from router.request import EdgeRequest


async def keys(_request: EdgeRequest) -> ASGIApp:
    raise NotFound


async def ask(_request: EdgeRequest) -> ASGIApp:
    raise NotFound


async def enter(_request: EdgeRequest) -> ASGIApp:
    raise NotFound


async def leave(_request: EdgeRequest) -> ASGIApp:
    raise NotFound
