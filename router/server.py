"""The edge as a process: uvicorn, set up for standing behind a load balancer."""

import logging
import socket

import uvicorn

from router.app import create_app
from router.log import LibraryLog, Log
from router.resources import Resources
from router.settings import EdgeSettings

KEEP_ALIVE = 75  # seconds; longer than the load balancer's 60, or it gets resets
DRAIN = 25  # seconds that requests under way may still take after SIGTERM


def server_config(settings: EdgeSettings) -> uvicorn.Config:
    """httptools refuses what smugglers send; h11 would let some of it pass."""
    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.listens_on,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=DRAIN,
        server_header=False,
        access_log=False,
        log_config=None,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
    )


class EdgeServer(uvicorn.Server):
    """Stops at once even with previews open: their event streams would go on for ever."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        resources: Resources | None = self.lifespan.state.get("resources")
        if resources and resources.optional_previews:
            resources.optional_previews.workspace.hub.close()
        await super().shutdown(sockets)


def serve(settings: EdgeSettings) -> None:
    """Serves until SIGTERM or Ctrl-C."""
    logging.basicConfig(level=logging.INFO, handlers=[LibraryLog(Log(settings.log_level))])
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # the workspace says what became of a change
    EdgeServer(server_config(settings)).run()
