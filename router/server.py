"""The edge as a process, set up for standing behind a load balancer."""

import logging
import socket

import uvicorn

from door.server import DoorServer, door_config
from router.app import create_app
from router.log import LibraryLog, Log
from router.resources import Resources
from router.settings import EdgeSettings


def server_config(settings: EdgeSettings) -> uvicorn.Config:
    return door_config(create_app(settings), settings.host, settings.listens_on, settings.trusted_proxies)


class EdgeServer(DoorServer):
    """Stops at once even with previews open: their event streams would go on for ever."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        resources: Resources | None = self.lifespan.state.get("resources")
        if resources and resources.optional_previews:
            resources.optional_previews.editions.hub.close()
        await super().shutdown(sockets)


def serve(settings: EdgeSettings, bound: socket.socket | None = None) -> None:
    """Serves until SIGTERM or Ctrl-C, on a socket that is bound already where one is given."""
    logging.basicConfig(level=logging.INFO, handlers=[LibraryLog(Log(settings.log_level))])
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # the workspace says what became of a change
    EdgeServer(server_config(settings), settings.drain_seconds).run([bound] if bound else None)
