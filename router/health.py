"""Is the process up, and can this instance serve?"""

from starlette.types import ASGIApp

from router.reply import NO_STORE, reply
from router.request import EdgeRequest


async def livez(_request: EdgeRequest) -> ASGIApp:
    """The process answers."""
    return _ALIVE


async def readyz(request: EdgeRequest) -> ASGIApp:
    """This instance can serve; if not, why not, for those who may know."""
    raise NotImplementedError


_ALIVE = reply(200, b"text/plain; charset=utf-8", b"ok\n", [NO_STORE])
