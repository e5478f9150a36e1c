"""The API as a process, for callers on a private network."""

import logging
import sys

import uvicorn

from api.app import create_app
from api.log import LibraryLog, Log, make_log
from api.settings import Settings
from door.server import DoorServer, door_config


def server_config(settings: Settings, log: Log) -> uvicorn.Config:
    return door_config(create_app(settings, log), settings.host, settings.port)


def serve(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C."""
    log = make_log(settings.log_level, sys.stdout.buffer)
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryLog(log)])
    DoorServer(server_config(settings, log), settings.drain_seconds).run()
