"""The API as a process, for callers on a private network."""

import logging
import socket

import uvicorn

from api.app import create_app
from api.resources import Resources
from api.settings import Settings
from door.server import DoorServer, door_config
from telemetry.log import LibraryLog, Log
from telemetry.metrics import Metrics


def server_config(settings: Settings, log: Log, metrics: Metrics | None = None) -> uvicorn.Config:
    app = create_app(settings, log, metrics or Metrics())
    return door_config(app, settings.host, settings.port)


class ApiServer(DoorServer):
    """Stops at once even with edges connected, which connect again elsewhere."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        resources: Resources | None = self.lifespan.state.get("resources")
        if resources:
            resources.edges.missed()
        await super().shutdown(sockets)


def serve(settings: Settings, bound: socket.socket | None = None, metrics: Metrics | None = None) -> None:
    """Serves until SIGTERM or Ctrl-C, on a socket that is bound already where one is given."""
    log = Log(settings.log_level)
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryLog(log, verbatim=False)])
    ApiServer(server_config(settings, log, metrics), settings.drain_seconds).run([bound] if bound else None)
