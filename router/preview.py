"""Previews: handlers."""

from starlette.types import ASGIApp

from router.errors import NotFound
from router.request import EdgeRequest


async def show(_request: EdgeRequest) -> ASGIApp:
    raise NotFound


async def check(_request: EdgeRequest) -> ASGIApp:
    raise NotFound


async def events(_request: EdgeRequest) -> ASGIApp:
    raise NotFound


async def asset(_request: EdgeRequest) -> ASGIApp:
    raise NotFound
