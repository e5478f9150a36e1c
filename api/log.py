"""The API's log: one JSON object a line."""

import logging
from typing import BinaryIO

import orjson
import structlog

Log = structlog.typing.FilteringBoundLogger


def make_log(level: str, output: BinaryIO) -> Log:
    """`level`: debug, info, warning or error."""
    log: Log = structlog.wrap_logger(
        structlog.BytesLogger(output),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
    )
    return log


class LibraryLog(logging.Handler):
    """Hands on what libraries log: a message's template, never what was filled into it."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        facts = {"error": kind} if kind else {}
        self._log.log(record.levelno, str(record.msg), logger=record.name, **facts)


def _dumps(event: object, **_: object) -> bytes:
    return orjson.dumps(event, default=str)
