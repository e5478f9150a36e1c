"""Cookies that whoever finds the handler adds to its answer."""

from starlette.types import Message, Scope, Send


def with_cookies(scope: Scope, send: Send) -> Send:
    """A `send` that adds the cookies of `scope` to the answer."""

    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *scope["cookies"]]}
        await send(message)

    return add
