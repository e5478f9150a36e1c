"""The API as a process, for callers on a private network."""

import logging
import socket
import sys

import uvicorn

from api.app import create_app
from api.log import LibraryLog, Log, make_log
from api.resources import Resources
from api.settings import Settings
from door.server import DoorServer, door_config


def server_config(settings: Settings, log: Log) -> uvicorn.Config:
    return door_config(create_app(settings, log), settings.host, settings.port)


class ApiServer(DoorServer):
    """Stops at once even with edges connected, which connect again elsewhere."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        resources: Resources | None = self.lifespan.state.get("resources")
        if resources:
            resources.edges.missed()
        await super().shutdown(sockets)


def serve(settings: Settings, bound: socket.socket | None = None) -> None:
    """Serves until SIGTERM or Ctrl-C, on a socket that is bound already where one is given."""
    log = make_log(settings.log_level, sys.stdout.buffer)
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryLog(log)])
    ApiServer(server_config(settings, log), settings.drain_seconds).run([bound] if bound else None)
