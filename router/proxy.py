"""What is not answered by us: handed on to a target group."""

from starlette.types import ASGIApp

from router.errors import MethodNotAllowed, NotFound
from router.relay.relay import Relay
from router.request import EdgeRequest
from router.table import Handler
from router.targets.config import Timeouts

KNOWN = "known"  # where a request's scope says who was signed in, in a load balancer's words
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


def to_group(name: str, timeouts: Timeouts) -> Handler:
    """Hands requests over to a target of this group as they are."""

    async def handle(request: EdgeRequest) -> ASGIApp:
        scope = request.scope
        if scope["method"] not in METHODS:
            raise MethodNotAllowed(METHODS)
        group = request.resources.groups.get(name)
        if group is None:
            raise NotFound
        return Relay(group, timeouts, scope.get(KNOWN, ()))

    return handle


forward = to_group("api", Timeouts())
