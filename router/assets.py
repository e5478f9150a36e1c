"""To come."""

from starlette.types import ASGIApp

from router.errors import NotFound
from router.request import EdgeRequest


async def show(_request: EdgeRequest) -> ASGIApp:
    raise NotFound
