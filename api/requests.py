"""How a request is taken in: first who sends it, then what it says, strictly."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Request, Response
from fastapi.routing import APIRoute

from api.faults import BodyTooLarge, Invalid, Mistake, NotFound, NotJson, WrongMediaType
from api.resources import Resources
from identity.credentials import bearer_from
from identity.principal import Principal
from identity.refusal import Reason, TokenRefused
from identity.shared_secret import knows
from renderer.strict import Malformed, parse_json
from telemetry.origin import origin

LIMIT = 1024 * 1024  # bytes of a body

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{1,255}$")]


class ReadRequest(Request):
    """A request whose body was read and parsed already."""

    taken: bytes = b""
    value: Any = None

    async def body(self) -> bytes:
        return self.taken

    async def json(self) -> Any:
        return self.value


class StrictRoute(APIRoute):
    """A route whose body, if it takes one, is strict JSON of bounded size, read once its caller is let in."""

    async def let_in(self, request: Request) -> None:
        """Raises TokenRefused or NotFound."""
        raise NotImplementedError

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        takes_body = self.body_field is not None

        async def take_in(request: Request) -> Response:
            await self.let_in(request)
            return await handle(await _read(request) if takes_body else request)

        return take_in


class ApiRoute(StrictRoute):
    """A route for callers with a token."""

    async def let_in(self, request: Request) -> None:
        request.state.principal = await _authenticate(request)


class EdgeRoute(StrictRoute):
    """A route for edges, who know the secret. Without a secret it is not there."""

    async def let_in(self, request: Request) -> None:
        secret = request.state.resources.settings.edge_secret
        if not secret:
            raise NotFound
        if not knows(secret, bearer_from(request.scope["headers"])):
            raise TokenRefused(Reason.CREDENTIALS)


class DirectRoute(ApiRoute):
    """For the call that every page waits for. The general handling of parameters would take longer than the
    query itself, so the endpoint gets them directly: uuids from the path, `workflow_uuid` from the query."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def take_in(request: Request) -> Response:
            who = await _authenticate(request)
            workflow = _uuid(request.query_params.get("workflow_uuid", ""))
            use = request.state.resources
            answer: Response = await self.endpoint(
                **request.path_params, workflow_uuid=workflow, who=who, use=use
            )
            return answer

        return take_in


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid([Mistake("", "uuid", "query workflow_uuid: must be the workflow's uuid")]) from None


async def _authenticate(request: Request) -> Principal:
    resources: Resources = request.state.resources
    token = bearer_from(request.scope["headers"])
    if token is None:
        raise TokenRefused(Reason.CREDENTIALS)
    principal = await resources.authenticator.authenticate(token)
    origin().subject = principal.subject
    return principal


async def _read(request: Request) -> ReadRequest:
    read = ReadRequest(request.scope, request.receive)
    read.taken = await _bounded(request)
    if read.taken:
        _require_json(request.headers.get("content-type", ""))
        read.value = _parse(read.taken)
    return read


async def _bounded(request: Request) -> bytes:
    if int(request.headers.get("content-length", 0)) > LIMIT:
        raise BodyTooLarge(LIMIT)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise BodyTooLarge(LIMIT)
    return bytes(body)


def _require_json(content_type: str) -> None:
    media_type, _, parameters = content_type.lower().partition(";")
    if media_type.strip() != "application/json" or parameters.strip(" \t\"'") not in ("", "charset=utf-8"):
        raise WrongMediaType


def _parse(body: bytes) -> Any:
    try:
        return parse_json(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotJson("is not UTF-8.") from None
    except Malformed as fault:
        raise NotJson(f"at line {fault.line} {fault.reason}") from None
