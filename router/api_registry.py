"""The registry behind the API, asked with the caller's own token: what they may see is decided there."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import orjson

from router.api_client import EVENTS, ApiAnswer, ApiClient
from router.caller import Caller
from router.errors import ApiGarbage, ApiUnavailable, NotFound, SignInNeeded
from router.registry import Interface


class ApiRegistry:
    """`GET /interfaces/{uuid}` and its events."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    async def find(self, uuid: str, caller: Caller) -> Interface:
        answer = await self._api.call(
            "GET", f"/interfaces/{uuid}", token=caller.token, request_id=caller.request_id
        )
        check_status(answer.status)
        return read_interface(answer)

    async def changes(self, uuid: str, caller: Caller) -> AsyncGenerator[None]:
        """Once when listening has begun, because something may have changed before; then at every change."""
        path = f"/interfaces/{uuid}/events"
        async with self._api.stream(
            path, token=caller.token, request_id=caller.request_id, headers=EVENTS
        ) as response:
            check_status(response.status)
            yield
            async for line in response.lines():
                if line == b"event: changed":
                    yield


def check_status(status: int) -> None:
    """Raises what a status of the API means for whoever asked here."""
    if status == 401:
        raise SignInNeeded
    if status in (403, 404):
        raise NotFound
    if status >= 500:
        raise ApiUnavailable
    if status != 200:
        raise ApiGarbage(f"status {status}")


def read_interface(answer: ApiAnswer) -> Interface:
    """Raises ApiGarbage when the answer is not what the contract says."""
    try:
        entry: Mapping[str, Any] = orjson.loads(answer.body)
        return Interface(
            entry["interface_uuid"],
            entry["interface_package"],
            dict(entry["config"]),
            dict(entry["branding"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ApiGarbage(type(error).__name__) from None
