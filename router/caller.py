"""Who asks: verified here, and handed on to the API with the same token."""

from dataclasses import field

from identity.principal import Principal
from router.errors import SignInNeeded
from router.request import EdgeRequest
from typed.record import dataclass


@dataclass(frozen=True)
class Caller:
    """A verified principal, the token that proved it, and the request's id for the calls made for it."""

    principal: Principal
    token: str = field(repr=False)
    request_id: str


async def caller_of(request: EdgeRequest) -> Caller:
    """Raises SignInNeeded without credentials, TokenRefused with bad ones, KeySetUnavailable."""
    found = await request.resources.identity.identifier.identify(request.scope["headers"])
    if found is None:
        raise SignInNeeded
    return Caller(found.principal, found.token, request.id)
