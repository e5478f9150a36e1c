"""Rules that ask who somebody is before anything else happens."""

from starlette.types import ASGIApp, Scope

from identity.refusal import TokenRefused
from router.accept import wants_page
from router.answers import sign_in_url
from router.caller import caller_of
from router.errors import SignInNeeded
from router.finding import Finder, Found
from router.proxy import KNOWN
from router.reply import redirect
from router.request import EdgeRequest
from router.rules.actions import Authenticate
from router.table import route


class SignedIn:
    """`mode`: what becomes of a request of nobody."""

    def __init__(self, finder: Finder, mode: Authenticate) -> None:
        self._finder = finder
        self._mode = mode
        self._found: Found = (route("ANY /{rest:rest}", self._handle), {})

    def find(self, _scope: Scope) -> Found:
        return self._found

    async def _handle(self, request: EdgeRequest) -> ASGIApp:
        try:
            caller = await caller_of(request)
            request.scope[KNOWN] = [
                (b"x-amzn-oidc-identity", caller.principal.subject.encode()),
                (b"x-amzn-oidc-accesstoken", caller.token.encode("ascii")),
            ]
        except (SignInNeeded, TokenRefused):
            if self._mode == "authenticate" and _is_a_visit(request):
                return redirect(sign_in_url(request.scope))
            if self._mode != "allow":
                raise
        found, request.scope["path_params"] = self._finder.find(request.scope)
        request.scope["route"] = found
        return await found.handler(request)


def _is_a_visit(request: EdgeRequest) -> bool:
    """A person opens a page: everything else cannot follow a redirect to where one signs in."""
    return (
        request.resources.settings.signs_in
        and request.method == "GET"
        and wants_page(request.scope["headers"])
    )
