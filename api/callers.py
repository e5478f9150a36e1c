"""Who is calling, and what a route asks of them: to be signed in, an author, a starter of workflows."""

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer

from api.faults import Forbidden
from api.resources import Use
from identity.principal import Principal

_bearer = HTTPBearer(auto_error=False, description="An access token of the client's user pool.")


async def _signed_in(request: Request, _: Annotated[object, Security(_bearer)]) -> Principal:
    principal: Principal = request.state.principal  # ApiRoute put it there
    return principal


SignedIn = Annotated[Principal, Depends(_signed_in)]


async def _require_author(who: SignedIn, use: Use) -> None:
    if not use.access.may_build(who):
        raise Forbidden("membership of a group that builds interfaces (INTERFACES_AUTHOR_GROUPS)")


async def _require_starter(who: SignedIn, use: Use) -> None:
    if not use.access.may_start(who):
        raise Forbidden(f"an author, or a machine's token with the scope {use.access.workflow_scope}")


AUTHORS_ONLY = Depends(_require_author)
STARTERS_ONLY = Depends(_require_starter)
