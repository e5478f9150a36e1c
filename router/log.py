"""One JSON object a line on standard output: for requests, and for everything libraries say.

Written by hand: the usual library would cost a quarter of the process's start, and more time than a
page's share of the JSON for every request.
"""

import logging
import sys
import time
from typing import BinaryIO

import orjson


class Log:
    """Writes lines of at least this level: debug, info, warning or error."""

    def __init__(self, level: str, stream: BinaryIO | None = None) -> None:
        self._least = logging.getLevelNamesMapping()[level.upper()]
        self._stream = stream or sys.stdout.buffer

    def info(self, event: str, **facts: object) -> None:
        self.write(logging.INFO, event, facts)

    def error(self, event: str, **facts: object) -> None:
        self.write(logging.ERROR, event, facts)

    def write(self, level: int, event: str, facts: dict[str, object]) -> None:
        """One line, flushed: a log that waits in a buffer dies with its process."""
        if level < self._least:
            return
        line = {"time": _now(), "level": logging.getLevelName(level).lower(), "event": event, **facts}
        self._stream.write(orjson.dumps(line, default=str, option=orjson.OPT_APPEND_NEWLINE))
        self._stream.flush()


class LibraryLog(logging.Handler):
    """Hands what libraries log over to ours."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        facts: dict[str, object] = {"logger": record.name}
        if record.exc_info and record.exc_info[0]:
            facts["error"] = record.exc_info[0].__name__
        self._log.write(record.levelno, record.getMessage().strip(), facts)


def _now() -> str:
    now = time.time()
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now))}.{int(now % 1 * 1000):03}Z"
