"""Everything that is not ours goes to the API, streamed both ways."""

import asyncio

from aiohttp import ClientError, ClientResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from yarl import URL

from router.errors import ApiTimedOut, ApiUnreachable, ClientGone, MethodNotAllowed, NotFound
from router.forwarding import request_headers, response_headers
from router.request import EdgeRequest
from router.request_body import RequestBody
from router.upstream import Upstream

ANSWER_LIMIT = 15.0  # seconds until the API's answer must begin
IDLE_LIMIT = 30.0  # seconds in which a begun answer must get on; event streams may rest
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


async def nothing(_request: EdgeRequest) -> ASGIApp:
    """Nothing lives at this URL."""
    raise NotFound


async def forward(request: EdgeRequest) -> ASGIApp:
    """Hands the request over to the API as it is."""
    if request.method not in METHODS:
        raise MethodNotAllowed(METHODS)
    return Forward(request.resources.upstream)


class Forward:
    """One proxied exchange, an ASGI application."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = RequestBody(receive)
        await body.begin()
        try:
            async with asyncio.timeout(ANSWER_LIMIT) as limit:
                watch = asyncio.create_task(_end_when_gone(body, limit))
                try:
                    await self._relay(scope, body, send, limit)
                finally:
                    watch.cancel()
        except (TimeoutError, ClientError, OSError) as error:
            if body.gone:
                raise ClientGone from None
            raise (ApiTimedOut if isinstance(error, TimeoutError) else ApiUnreachable) from None

    async def _relay(self, scope: Scope, body: RequestBody, send: Send, limit: asyncio.Timeout) -> None:
        client = scope["client"]
        headers = request_headers(
            scope["headers"], scope["scheme"], client[0] if client else "", scope["request_id"]
        )
        async with self._upstream.session.request(
            scope["method"],
            _url(self._upstream.origin, scope),
            headers=headers,
            data=body.data(),
            allow_redirects=False,
        ) as response:
            await _send_on(response, send, limit)


async def _send_on(response: ClientResponse, send: Send, limit: asyncio.Timeout) -> None:
    """The answer, chunk by chunk as it comes. `send` waits while the caller's side is full."""
    now = asyncio.get_running_loop().time
    idle = None if response.content_type == "text/event-stream" else IDLE_LIMIT
    headers = response_headers(response.status, response.raw_headers)
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    limit.reschedule(idle and now() + idle)
    async for chunk in response.content.iter_any():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        limit.reschedule(idle and now() + idle)
    await send({"type": "http.response.body", "body": b""})


async def _end_when_gone(body: RequestBody, limit: asyncio.Timeout) -> None:
    """Lets the time run out at once when the caller hangs up: the API need not go on."""
    await body.until_gone()
    limit.reschedule(0)


def _url(origin: str, scope: Scope) -> URL:
    """Plain joining: unlike a relative reference, a path can never name another host."""
    query = "?" + scope["query_string"].decode("ascii") if scope["query_string"] else ""
    return URL(f"{origin}{scope['raw_path'].decode('ascii')}{query}", encoded=True)
