"""Answers that a rule gives by itself."""

from starlette.types import ASGIApp

from router.reply import NO_STORE, Reply, reply
from router.request import EdgeRequest
from router.rules.actions import FixedResponse, Redirect
from router.rules.request import RuleRequest
from router.table import Handler


def redirecting(action: Redirect) -> Handler:
    """To where the action says, with the parts of the request that it quotes."""

    async def handle(request: EdgeRequest) -> ASGIApp:
        location = action.location(RuleRequest.of_scope(request.scope)).encode("latin-1")
        return Reply(action.status, [(b"location", location), (b"content-length", b"0")])

    return handle


def answering(action: FixedResponse) -> Handler:
    """The same to everybody."""
    kind = action.content_type.encode("ascii")
    answer = reply(action.status, kind, action.body.encode(), [NO_STORE])

    async def handle(_request: EdgeRequest) -> ASGIApp:
        return answer

    return handle
