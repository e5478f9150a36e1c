"""What nobody answers."""

from starlette.types import ASGIApp

from router.errors import NotFound
from router.request import EdgeRequest


async def nothing(_request: EdgeRequest) -> ASGIApp:
    """Nothing lives at this URL."""
    raise NotFound
