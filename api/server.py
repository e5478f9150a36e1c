"""The API as a process: uvicorn, for callers on a private network."""

import logging
import sys

import uvicorn

from api.app import create_app
from api.log import LibraryLog, Log, make_log
from api.settings import Settings

KEEP_ALIVE = 75  # seconds; longer than any caller keeps an idle connection
DRAIN = 10  # seconds that requests under way may still take after SIGTERM


def server_config(settings: Settings, log: Log) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(settings, log),
        host=settings.host,
        port=settings.port,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=DRAIN,
        server_header=False,
        access_log=False,
        log_config=None,
        proxy_headers=False,
    )


def serve(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C."""
    log = make_log(settings.log_level, sys.stdout.buffer)
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryLog(log)])
    uvicorn.Server(server_config(settings, log)).run()
