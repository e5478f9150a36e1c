"""The line from the API to this edge: it says what to have ready, and which push others have heard of."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import orjson

from renderer.faults import PackageFaults
from router.api_client import EVENTS, ApiAnswer, ApiClient
from router.api_registry import check_status
from router.errors import ApiFault, ApiTimedOut, ApiUnreachable, EdgeError, NotFound, SignInNeeded
from router.follower import Follower
from router.releases import Releases
from router.settings import EdgeSettings

log = logging.getLogger(__name__)

SILENCE = 40.0  # seconds without a word after which the line is dead; the API says something every 15
FIRST_RETRY = 1.0  # seconds
LAST_RETRY = 30.0
_NONSENSE = (ValueError, KeyError, TypeError)  # what is raised by a message that is none


class Line:
    """One edge's line. Without it everything works, later: releases load when opened, pushes when polled."""

    def __init__(
        self, settings: EdgeSettings, api: ApiClient, releases: Releases | None, follower: Follower | None
    ) -> None:
        self._role = settings.role
        self._secret = settings.edge_secret.get_secret_value()
        self._api = api
        self._releases = releases
        self._follower = follower
        self._path = f"/edges/{uuid4()}"
        self._has_news = asyncio.Event()
        if follower:
            follower.on_refresh(lambda _: self._has_news.set())

    async def hold(self) -> None:
        """For ever."""
        async with asyncio.TaskGroup() as tasks:
            if self._follower:
                tasks.create_task(self._report(self._follower))
            retry = FIRST_RETRY
            while True:
                try:
                    async for kind, data in self._messages():
                        retry = FIRST_RETRY
                        self._obey(kind, data, tasks)
                except (EdgeError, *_NONSENSE) as fault:
                    log.warning("the line to the API is down: %s", _told(fault))
                await asyncio.sleep(retry)
                retry = min(2 * retry, LAST_RETRY)

    def _obey(self, kind: str, data: dict[str, Any], tasks: asyncio.TaskGroup) -> None:
        if kind == "load" and self._role != "preview":
            tasks.create_task(self._load(list(data["digests"]), data["preparation"]))
        elif kind == "pushed" and self._follower:
            self._has_news.set()  # whoever tells us this may not know yet what we show
            if data["commit"]:
                self._follower.hint(data["commit"])

    async def _load(self, digests: list[str], preparation: str | None) -> None:
        """What cannot be loaded now is tried again when somebody opens it."""
        for digest in digests:
            try:
                if self._releases:
                    await self._releases.package(digest)
            except (EdgeError, PackageFaults) as fault:
                log.warning("release %s is not ready: %s", digest, _told(fault))
        if preparation:
            await self._tell("POST", "/loaded", {"preparation": preparation})

    async def _report(self, follower: Follower) -> None:
        """Tell the API how far the preview follows its branch, after every attempt."""
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            state = follower.branch.sync
            if state.commit or state.error:
                await self._tell("PUT", "/sync", state.told)

    async def _tell(self, method: str, path: str, body: dict[str, Any]) -> None:
        """Twice when a connection breaks: it is all the same to the API."""
        try:
            try:
                answer = await self._call(method, path, body)
            except ApiUnreachable:
                answer = await self._call(method, path, body)
        except ApiFault as fault:
            log.info("the API was not told: %s", _told(fault))
        else:
            if answer.status != 204:
                log.info("the API takes no %s: status %s", path, answer.status)

    async def _call(self, method: str, path: str, body: dict[str, Any]) -> ApiAnswer:
        content, request_id = orjson.dumps(body), uuid4().hex
        return await self._api.call(
            method, self._path + path, token=self._secret, request_id=request_id, body=content
        )

    async def _messages(self) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Raises an EdgeError when the line cannot be opened or breaks."""
        path = f"{self._path}/events?role={self._role}"
        async with self._api.stream(
            path, token=self._secret, request_id=uuid4().hex, headers=EVENTS
        ) as response:
            check_status(response.status)
            kind = b""
            lines = response.lines()
            while (line := await _next(lines)) is not None:
                field, _, value = line.partition(b": ")
                if field == b"event":
                    kind = value
                elif field == b"data":
                    yield kind.decode(), dict(orjson.loads(value))


async def _next(lines: AsyncIterator[bytes]) -> bytes | None:
    """None at the end."""
    try:
        async with asyncio.timeout(SILENCE):
            return await anext(lines, None)
    except TimeoutError:
        raise ApiTimedOut("no word for too long") from None


def _told(fault: Exception) -> str:
    if isinstance(fault, NotFound):
        return "the API has none. Set INTERFACES_EDGE_SECRET there as well"
    if isinstance(fault, SignInNeeded):
        return "the API has another INTERFACES_EDGE_SECRET"
    return type(fault).__name__
