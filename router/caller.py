"""Who asks: verified here, and handed on to the API with the same token."""

from dataclasses import dataclass, field

from identity.credentials import token_from
from identity.principal import Principal
from router.errors import SignInNeeded
from router.request import EdgeRequest


@dataclass(frozen=True)
class Caller:
    """A verified principal, the token that proved it, and the request's id for the calls made for it."""

    principal: Principal
    token: str = field(repr=False)
    request_id: str


async def caller_of(request: EdgeRequest) -> Caller:
    """Raises SignInNeeded without a token, TokenRefused with a bad one, KeySetUnavailable."""
    token = token_from(request.scope["headers"])
    if token is None:
        raise SignInNeeded
    principal = await request.resources.authenticator.authenticate(token)
    return Caller(principal, token, request.id)
