"""Who is calling, and what a route asks of them: to be signed in, a role, to start workflows."""

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer

from api.faults import Forbidden
from api.resources import Use
from identity.principal import Principal
from identity.roles import BUILDING, Role

_bearer = HTTPBearer(auto_error=False, description="An access token of the client's user pool.")


async def _signed_in(request: Request, _: Annotated[object, Security(_bearer)]) -> Principal:
    principal: Principal = request.state.principal  # ApiRoute put it there
    return principal


SignedIn = Annotated[Principal, Depends(_signed_in)]


def _requires(*wanted: Role) -> Any:
    """A dependency that lets in people with one of these roles."""

    async def require(who: SignedIn, use: Use) -> None:
        if not use.access.has_any(who, *wanted):
            settings = "INTERFACES_AUTHOR_GROUPS, INTERFACES_GROUP_ROLES"
            raise Forbidden(f"the role {' or '.join(wanted)} ({settings})")

    return Depends(require)


async def _require_starter(who: SignedIn, use: Use) -> None:
    if not use.access.may_start(who):
        raise Forbidden(f"the role manage, or a machine's token with the scope {use.access.workflow_scope}")


BUILDERS_ONLY = _requires(*sorted(BUILDING))
PUBLISHERS_ONLY = _requires("publish")
MANAGERS_ONLY = _requires("manage")
AUDITORS_ONLY = _requires("audit")
STARTERS_ONLY = Depends(_require_starter)
