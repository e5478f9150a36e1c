"""A workflow engine behind HTTP: it believes only what the published library verifies."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.support.serving import free_socket, served, url_of

SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS1lbmdpbmUtMzItYnl0ZXMtbG9uZw=="


@dataclass
class Receiver:
    """`says` is its answer's status; `believed` what it verified, in order, each message id once."""

    url: str = ""
    says: int = 204
    believed: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    headers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)  # every delivery, also those that were refused

    async def take(self, request: Request) -> Response:
        message_id = request.headers.get("webhook-id", "")
        self.seen.append(message_id)
        if self.says >= 300:
            return Response(status_code=self.says, headers={"Location": "/elsewhere"})
        try:
            told = Webhook(SECRET).verify(await request.body(), dict(request.headers))
        except WebhookVerificationError:
            return Response(status_code=401)
        self.headers[message_id] = dict(request.headers)
        self.believed.setdefault(message_id, told)
        return Response(status_code=self.says)

    def about(self, execution: str) -> list[Mapping[str, Any]]:
        """What was said about an execution, in order."""
        return [told for told in self.believed.values() if told["data"]["execution_uuid"] == execution]


@contextmanager
def running_receiver(port: int = 0, receiver: Receiver | None = None) -> Iterator[Receiver]:
    """A receiver until the block ends; a known one goes on with what it had."""
    found, bound = receiver or Receiver(), free_socket(port)
    found.url = url_of(bound)
    with served(Starlette(routes=[Route("/{path:path}", found.take, methods=["POST"])]), bound):
        yield found
