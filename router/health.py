"""Is the process up, and can this instance serve?"""

from ipaddress import ip_address

import orjson
from starlette.types import ASGIApp

from door.protocol import DRAINING
from identity.refusal import KeySetUnavailable, TokenRefused
from router.caller import caller_of
from router.errors import EdgeError
from router.reply import NO_STORE, reply
from router.request import EdgeRequest

_ALIVE = reply(200, b"text/plain; charset=utf-8", b"ok\n", [NO_STORE])


async def livez(_request: EdgeRequest) -> ASGIApp:
    """The process answers."""
    return _ALIVE


async def readyz(request: EdgeRequest) -> ASGIApp:
    """200 when this instance can serve, otherwise 503. Which part cannot is told to those who may know."""
    faults = await request.resources.readiness.faults()
    if DRAINING in request.scope["state"]:
        faults = {**faults, "process": "about to stop"}
    told: dict[str, object] = {"status": "unavailable" if faults else "ok"}
    if faults and await _may_know(request):
        told["faults"] = faults
    body = orjson.dumps(told) + b"\n"
    return reply(503 if faults else 200, b"application/json", body, [NO_STORE])


async def _may_know(request: EdgeRequest) -> bool:
    """Somebody on this machine, or with a token. A request that came through a proxy is not from here."""
    client = request.client
    if client and ip_address(client).is_loopback and "x-forwarded-for" not in request.headers:
        return True
    try:
        await caller_of(request)
    except (EdgeError, TokenRefused, KeySetUnavailable):
        return False
    return True
