"""To come."""

from starlette.types import ASGIApp

from router.errors import NotFound
from router.request import EdgeRequest


async def forward(_request: EdgeRequest) -> ASGIApp:
    raise NotFound


async def nothing(_request: EdgeRequest) -> ASGIApp:
    raise NotFound
