"""The edge with every task's record in memory: what a page costs without the call to the API.

Only here. A record says who may see a task and whether it is still open: asking each time is the check
itself, and asking whether it has changed would cost the same call.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import orjson

from benchmarks.sample import record
from door.server import DoorServer, door_config
from router.api_client import ApiClient
from router.app import create_app
from router.connection import Answer
from router.connection_pool import ConnectionPool
from router.resources import Resources, open_resources
from router.settings import EdgeSettings
from telemetry.metrics import Metrics

_RECORD = Answer(200, {"content-type": "application/json"}, orjson.dumps(record()))


class InMemory(ConnectionPool):
    """Gives the record, whatever is asked."""

    async def exchange(self, request: bytes, *, repeatable: bool) -> Answer:  # noqa: ARG002
        return _RECORD


@asynccontextmanager
async def _opened(settings: EdgeSettings, metrics: Metrics) -> AsyncIterator[Resources]:
    async with open_resources(settings, metrics) as resources:
        yield replace(resources, optional_api=ApiClient(settings.api_url, InMemory(settings.api_url)))


def main() -> None:
    settings = EdgeSettings(role="production")
    app = create_app(settings, Metrics(), _opened)
    DoorServer(door_config(app, "127.0.0.1", settings.listens_on)).run()


if __name__ == "__main__":
    main()
