"""The edge as a process, set up for standing behind a load balancer."""

import logging
import socket

import uvicorn

from door.server import DoorServer, door_config
from router.app import create_app
from router.resources import Resources
from router.settings import EdgeSettings
from telemetry.log import LibraryLog, Log
from telemetry.metrics import Metrics


def server_config(settings: EdgeSettings, metrics: Metrics | None = None) -> uvicorn.Config:
    app = create_app(settings, metrics or Metrics())
    return door_config(app, settings.host, settings.listens_on, settings.trusted_proxies)


class EdgeServer(DoorServer):
    """Stops at once even with previews open: their event streams would go on for ever."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        resources: Resources | None = self.lifespan.state.get("resources")
        if resources and resources.optional_previews:
            resources.optional_previews.editions.hub.close()
        await super().shutdown(sockets)


def serve(settings: EdgeSettings, bound: socket.socket | None = None, metrics: Metrics | None = None) -> None:
    """Serves until SIGTERM or Ctrl-C, on a socket that is bound already where one is given."""
    logging.basicConfig(level=logging.INFO, handlers=[LibraryLog(Log(settings.log_level), verbatim=True)])
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # the workspace says what became of a change
    EdgeServer(server_config(settings, metrics), settings.drain_seconds).run([bound] if bound else None)
