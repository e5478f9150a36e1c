"""One JSON object a line on standard output: for requests, and for everything libraries say."""

import logging
import sys

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def make_log(level: str) -> FilteringBoundLogger:
    """The edge's own log. `level`: debug, info, warning or error."""
    log: FilteringBoundLogger = structlog.wrap_logger(
        structlog.BytesLogger(sys.stdout.buffer),
        processors=[structlog.processors.add_log_level, _stamp, _line],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        cache_logger_on_first_use=True,
    )
    return log


class LibraryLog(logging.Handler):
    """Hands what libraries log over to ours."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        facts = {"error": error} if error else {}
        self._log.log(record.levelno, record.getMessage().strip(), logger=record.name, **facts)


_stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)


def _line(_logger: object, _method: str, event: EventDict) -> bytes:
    return orjson.dumps(event, default=str)
