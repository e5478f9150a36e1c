"""Who sends a request, by whatever proves it. The order of the places is fixed.

The Authorization header, then the load balancer's headers, the session's cookie, and the cookie that holds
an access token. The first place that holds something decides; an invalid one never falls through.
"""

from dataclasses import field, replace
from typing import TYPE_CHECKING

from identity.authenticator import Authenticator
from identity.credentials import Headers, balancer_tokens_from, bearer_from, cookie_from
from identity.parts import joined
from identity.principal import Principal
from typed.record import dataclass

if TYPE_CHECKING:
    from identity.balancer import Balancer
    from identity.sessions import Sessions


@dataclass(frozen=True)
class Identified:
    """A verified principal, and the access token that proves it to the API as well."""

    principal: Principal
    token: str = field(repr=False)


class Identifier:
    """Knows every way of proving who one is that this deployment accepts."""

    def __init__(
        self,
        authenticator: Authenticator,
        balancer: "Balancer | None" = None,
        sessions: "Sessions | None" = None,
    ) -> None:
        self._authenticator = authenticator
        self._balancer = balancer
        self._sessions = sessions

    async def identify(self, headers: Headers) -> Identified | None:
        """None when the request carries no credentials. Raises TokenRefused or KeySetUnavailable."""
        if (token := bearer_from(headers)) is not None:
            return await self._by_token(token)
        if self._balancer and (tokens := balancer_tokens_from(headers)):
            return Identified(await self._balancer.authenticate(tokens), tokens.access)
        if self._sessions and (cookie := joined(headers, self._sessions.cookie)) is not None:
            session = self._sessions.open(cookie)
            return _with_email(await self._by_token(session.access), session.email)
        token = cookie_from(headers)
        return None if token is None else await self._by_token(token)

    async def _by_token(self, token: str) -> Identified:
        return Identified(await self._authenticator.authenticate(token), token)


def _with_email(found: Identified, email: str) -> Identified:
    if found.principal.email or not email.isprintable():
        return found
    return Identified(replace(found.principal, email=email), found.token)
